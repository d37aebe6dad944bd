/** Why a model could not be used, in a sentence for its operator. It carries no cause: that may hold the key. */
export class ModelTrouble extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = "ModelTrouble";
  }
}
