"""What goes wrong in lenet.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# LeNet: the activations


@mistake("LeNet")
def uses_relu(reference: str) -> str:
    """Which activation does the table ask for? Which one is in your layers?"""
    return reference.replace("nn.Sigmoid()", "nn.ReLU()")


@mistake("LeNet")
def uses_tanh(reference: str) -> str:
    """Between which two values do the outputs of your activations lie, and between which do those of a sigmoid?"""
    return reference.replace("nn.Sigmoid()", "nn.Tanh()")


@mistake("LeNet")
def leaves_out_the_activations_of_the_convolutions(reference: str) -> str:
    """What happens to the output of a convolution before it is pooled? Compare your layers with the table."""
    first = edit(reference, "padding=2),\n            nn.Sigmoid(),", "padding=2),")
    return edit(
        first, "nn.Conv2d(6, 16, kernel_size=5),\n            nn.Sigmoid(),", "nn.Conv2d(6, 16, kernel_size=5),"
    )


@mistake("LeNet")
def leaves_out_the_activations_of_the_affine_layers(reference: str) -> str:
    """What are three affine layers with nothing between them worth? Compare your layers with the table."""
    first = edit(reference, "120),\n            nn.Sigmoid(),", "120),")
    return edit(first, "84),\n            nn.Sigmoid(),", "84),")


@mistake("LeNet")
def leaves_out_the_last_activation(reference: str) -> str:
    """How many sigmoids does the table have, and how many do you have? What stands between the last two affine layers?"""
    return edit(reference, "84),\n            nn.Sigmoid(),", "84),")


@mistake("LeNet")
def leaves_out_the_second_activation(reference: str) -> str:
    """How many sigmoids does the table have, and how many do you have? What follows your second convolution?"""
    return edit(
        reference, "nn.Conv2d(6, 16, kernel_size=5),\n            nn.Sigmoid(),", "nn.Conv2d(6, 16, kernel_size=5),"
    )


@mistake("LeNet")
def activates_the_scores(reference: str) -> str:
    """Between which values do your scores lie? Does anything follow the last affine layer in the table?"""
    return edit(reference, "nn.Linear(84, num_classes),", "nn.Linear(84, num_classes),\n            nn.Sigmoid(),")


@mistake("LeNet")
def ends_with_a_softmax(reference: str) -> str:
    """What do the scores of one image add up to in your network? Who applies the softmax in training, the network or the
    loss?
    """
    return edit(reference, "return self.layers(x)", "return torch.softmax(self.layers(x), dim=1)")


@mistake("LeNet")
def ends_with_a_log_softmax(reference: str) -> str:
    """Why is none of your scores positive? Who takes the logarithm of a softmax in training, the network or the loss?"""
    return edit(reference, "return self.layers(x)", "return torch.log_softmax(self.layers(x), dim=1)")


# LeNet: convolutions and pooling


@mistake("LeNet")
def uses_max_pooling(reference: str) -> str:
    """What becomes of the four values of a 2 x 2 window: their largest one, or something else?"""
    return reference.replace("nn.AvgPool2d(2)", "nn.MaxPool2d(2)")


@mistake("LeNet")
def pools_before_the_activation(reference: str) -> str:
    """In which order do pooling and sigmoid follow a convolution in the table? Does the order make a difference?"""
    return reference.replace("nn.Sigmoid(),\n            nn.AvgPool2d(2)", "nn.AvgPool2d(2),\n            nn.Sigmoid()")


@mistake("LeNet")
def pools_once_before_the_activation(reference: str) -> str:
    """Compare the order of sigmoid and pooling after your two convolutions. Is it the same, and is it the table's?"""
    return edit(
        reference,
        "nn.Sigmoid(),\n            nn.AvgPool2d(2),\n            nn.Flatten()",
        "nn.AvgPool2d(2),\n            nn.Sigmoid(),\n            nn.Flatten()",
    )


@mistake("LeNet")
def leaves_out_the_padding(reference: str) -> str:
    """How many pixels has an image after your first convolution? How many does the table say, and what makes up for the
    border?
    """
    return edit(edit(reference, ", padding=2", ""), "16 * 5 * 5", "16 * 4 * 4")


@mistake("LeNet")
def pads_both_convolutions(reference: str) -> str:
    """How many values per image reach your first affine layer? Which of the two convolutions has a padding?"""
    padded = edit(reference, "nn.Conv2d(6, 16, kernel_size=5)", "nn.Conv2d(6, 16, kernel_size=5, padding=2)")
    return edit(padded, "16 * 5 * 5", "16 * 7 * 7")


@mistake("LeNet")
def uses_small_filters(reference: str) -> str:
    """How many weights has each of your filters? What size does the table give them?"""
    small = edit(reference, "kernel_size=5, padding=2", "kernel_size=3, padding=1")
    return edit(
        edit(small, "nn.Conv2d(6, 16, kernel_size=5)", "nn.Conv2d(6, 16, kernel_size=3)"), "16 * 5 * 5", "16 * 6 * 6"
    )


@mistake("LeNet")
def leaves_out_the_biases_of_the_convolutions(reference: str) -> str:
    """How many trainable numbers has your network, and how many should it have? Do your convolutions add a bias?"""
    first = edit(reference, "kernel_size=5, padding=2", "kernel_size=5, padding=2, bias=False")
    return edit(first, "nn.Conv2d(6, 16, kernel_size=5)", "nn.Conv2d(6, 16, kernel_size=5, bias=False)")


@mistake("LeNet")
def leaves_out_the_biases_of_the_affine_layers(reference: str) -> str:
    """How many trainable numbers has your network, and how many should it have? What do your affine layers add to a sum?"""
    bare = edit(reference, "5 * 5, 120)", "5 * 5, 120, bias=False)")
    return edit(edit(bare, "(120, 84)", "(120, 84, bias=False)"), "num_classes),\n", "num_classes, bias=False),\n")


@mistake("LeNet")
def exchanges_the_affine_widths(reference: str) -> str:
    """In which order do the widths of the hidden affine layers follow each other in the table?"""
    swapped = edit(reference, "5 * 5, 120", "5 * 5, 84")
    return edit(edit(swapped, "nn.Linear(120, 84)", "nn.Linear(84, 120)"), "nn.Linear(84, num", "nn.Linear(120, num")


# LeNet: arguments, parameters and graph


@mistake("LeNet")
def always_has_ten_classes(reference: str) -> str:
    """How many scores does a network return that is made for seven classes?"""
    return edit(reference, "nn.Linear(84, num_classes)", "nn.Linear(84, 10)")


@mistake("LeNet")
def takes_the_channels_first(reference: str) -> str:
    """In which order does the constructor take its arguments? What does a call without their names make of yours?"""
    return edit(reference, "num_classes: int = 10, in_channels: int = 1", "in_channels: int = 1, num_classes: int = 10")


@mistake("LeNet")
def hides_its_layers_in_a_list(reference: str) -> str:
    """What does `parameters()` of your network list? Which kinds of attribute does a module search for layers, and is a
    Python list among them?
    """
    listed = edit(reference, "self.layers = nn.Sequential(", "self.layers = [")
    listed = edit(listed, "num_classes),\n        )", "num_classes),\n        ]")
    return edit(
        listed, "return self.layers(x)", "for layer in self.layers:\n            x = layer(x)\n        return x"
    )


@mistake("LeNet")
def detaches_the_features(reference: str) -> str:
    """Which layers get a gradient in your network? Is the graph cut off somewhere between the convolutions and the scores?"""
    return edit(
        reference,
        "return self.layers(x)",
        "for layer in self.layers:\n            x = layer(x.detach() if isinstance(layer, nn.Flatten) else x)\n        return x",
    )


@mistake("LeNet")
def drops_units(reference: str) -> str:
    """Ask a new network twice for the scores of one image. Does the table have a layer that makes the two differ?"""
    return edit(reference, "nn.Linear(120, 84),", "nn.Dropout(0.5),\n            nn.Linear(120, 84),")


@mistake("LeNet")
def makes_something_of_its_own_in_every_pass(reference: str) -> str:
    """Move your network to another device. Does your forward pass make a tensor, and on which device does it make it?"""
    return edit(reference, "return self.layers(x)", "return self.layers(x) + torch.zeros(len(x), 1)")


# BatchNormLeNet


@mistake("BatchNormLeNet")
def leaves_out_the_normalization(reference: str) -> str:
    """Where does your network differ from LeNet? How many normalizations does it have?"""
    kept = reference
    for channels in (6, 16, 120, 84):
        kept = edit(kept, f"            BatchNorm({channels}),\n", "")
    return kept


@mistake("BatchNormLeNet")
def normalizes_after_the_activation(reference: str) -> str:
    """Which values are normalized, those that go into the sigmoids or those that come out of them?"""
    moved = reference
    for channels in (6, 16, 120, 84):
        moved = edit(
            moved,
            f"BatchNorm({channels}),\n            nn.Sigmoid(),",
            f"nn.Sigmoid(),\n            BatchNorm({channels}),",
        )
    return moved


@mistake("BatchNormLeNet")
def normalizes_once_after_the_activation(reference: str) -> str:
    """Go through your layers: on which side of each sigmoid does a normalization stand, and is it the same for all four?"""
    return edit(
        reference,
        "BatchNorm(6),\n            nn.Sigmoid(),",
        "nn.Sigmoid(),\n            BatchNorm(6),",
    )


@mistake("BatchNormLeNet")
def normalizes_the_convolutions_only(reference: str) -> str:
    """How many sigmoids does the network have, and which of them has a normalization before it in your version?"""
    return edit(edit(reference, "            BatchNorm(120),\n", ""), "            BatchNorm(84),\n", "")


@mistake("BatchNormLeNet")
def normalizes_the_affine_layers_only(reference: str) -> str:
    """Does a normalization stand before every sigmoid in your version, after the convolutions as well?"""
    return edit(edit(reference, "            BatchNorm(6),\n", ""), "            BatchNorm(16),\n", "")


@mistake("BatchNormLeNet")
def forgets_the_last_normalization(reference: str) -> str:
    """Count the sigmoids of your network, and the normalizations. Is there one for each?"""
    return edit(reference, "            BatchNorm(84),\n", "")


@mistake("BatchNormLeNet")
def normalizes_the_scores(reference: str) -> str:
    """Which mean does each class have over a batch of your scores? May one class be more frequent than another?"""
    return edit(reference, "num_classes),\n        )", "num_classes),\n            BatchNorm(num_classes),\n        )")


@mistake("BatchNormLeNet")
def normalizes_the_input_of_the_layers(reference: str) -> str:
    """On which side of a convolution or affine layer does its normalization stand, and how many channels are there?"""
    moved = edit(reference, "BatchNorm(6)", "nn.Identity()")
    moved = edit(moved, "nn.Conv2d(in_channels, 6", "BatchNorm(in_channels),\n            nn.Conv2d(in_channels, 6")
    moved = edit(moved, "nn.Conv2d(6, 16, kernel_size=5),\n            BatchNorm(16),",
                 "BatchNorm(6),\n            nn.Conv2d(6, 16, kernel_size=5),")  # fmt: skip
    moved = edit(moved, "nn.Linear(16 * 5 * 5, 120),\n            BatchNorm(120),",
                 "BatchNorm(400),\n            nn.Linear(16 * 5 * 5, 120),")  # fmt: skip
    return edit(moved, "nn.Linear(120, 84),\n            BatchNorm(84),",
                "BatchNorm(120),\n            nn.Linear(120, 84),")  # fmt: skip


@mistake("BatchNormLeNet")
def normalizes_and_uses_relu(reference: str) -> str:
    """Which activation follows your normalizations, and which one does LeNet have?"""
    return reference.replace("nn.Sigmoid()", "nn.ReLU()")


@mistake("BatchNormLeNet")
def normalizes_and_leaves_out_the_sigmoids(reference: str) -> str:
    """What does LeNet do between an affine layer and the next one? Does a normalization take its place?"""
    return reference.replace("            nn.Sigmoid(),\n", "")


@mistake("BatchNormLeNet")
def normalizes_and_pools_the_maximum(reference: str) -> str:
    """What becomes of the four values of a 2 x 2 window in LeNet, and what in your version?"""
    return reference.replace("nn.AvgPool2d(2)", "nn.MaxPool2d(2)")


@mistake("BatchNormLeNet")
def normalizes_after_the_pooling(reference: str) -> str:
    """What comes directly before each sigmoid, and what directly after it? Compare with the table of LeNet."""
    moved = reference
    for channels in (6, 16):
        moved = edit(
            moved,
            f"BatchNorm({channels}),\n            nn.Sigmoid(),\n            nn.AvgPool2d(2),",
            f"nn.AvgPool2d(2),\n            BatchNorm({channels}),\n            nn.Sigmoid(),",
        )
    return moved


@mistake("BatchNormLeNet")
def hides_its_normalizations_in_a_list(reference: str) -> str:
    """What do `parameters()` and `state_dict()` of your network list? Does `eval()` reach the normalizations?"""
    hidden = reference
    for place, channels in enumerate((6, 16, 120, 84)):
        hidden = edit(hidden, f"            BatchNorm({channels}),\n", f"            _At(self.norms, {place}),\n")
    hidden = edit(
        hidden,
        "self.layers = nn.Sequential(",
        "self.norms = [BatchNorm(n) for n in (6, 16, 120, 84)]\n        self.layers = nn.Sequential(",
    )
    return (
        hidden
        + """

class _At(nn.Module):
    def __init__(self, norms, place):
        super().__init__()
        self.norms, self.place = norms, place

    def forward(self, x):
        return self.norms[self.place](x)
"""
    )


@mistake("BatchNormLeNet")
def normalizes_with_another_momentum(reference: str) -> str:
    """Which momentum do your normalizations have? Which one do they have if you name none?"""
    changed = reference
    for channels in (6, 16, 120, 84):
        changed = edit(changed, f"BatchNorm({channels})", f"BatchNorm({channels}, momentum=0.9)")
    return changed


@mistake("BatchNormLeNet")
def always_normalizes_with_the_batch(reference: str) -> str:
    """In evaluation, should the scores of one image depend on the others in its batch? Do `train()` and `eval()` reach the
    normalizations of your network?
    """
    return edit(
        reference,
        "return self.layers(x)",
        """was = self.training
        self.train()
        scores = self.layers(x)
        self.train(was)
        return scores""",
    )


@mistake("BatchNormLeNet")
def normalizes_and_ends_with_a_softmax(reference: str) -> str:
    """What do the scores of one image add up to in your network? Who applies the softmax in training?"""
    return edit(reference, "return self.layers(x)", "return torch.softmax(self.layers(x), dim=1)")
