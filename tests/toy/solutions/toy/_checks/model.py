"""What must hold for the model."""

from autograder.checks import exercise

Model = exercise("Model", points=4, needs="row_means")


@Model.check
def loss_and_gradient(model, draw):
    """Model.loss returns half the mean square of the scores, and its gradient."""
    loss, grads = model.Model(weight=1.5).loss(draw.normal(6, 5))
    return {"loss": loss, "gradient": grads["w"]}
