"""What goes wrong in net.py."""

from autograder.mistakes import edit, mistake


@mistake("Block")
def forgets_the_relu(reference):
    """What comes after the batch norm?"""
    return edit(reference, "torch.relu(self.norm(self.convolution(x)))", "self.norm(self.convolution(x))")
