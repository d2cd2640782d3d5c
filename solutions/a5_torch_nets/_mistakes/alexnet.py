"""What goes wrong in alexnet.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# What comes before the first affine layer


@mistake("AlexNet")
def leaves_out_the_first_padding(reference: str) -> str:
    """Which padding does the first convolution have in the table? For which image sizes does it change the number of
    pixels, and for which only their values?
    """
    return edit(edit(reference, "stride=4, padding=1", "stride=4"), "image_size + 2 - 11", "image_size - 11")


@mistake("AlexNet")
def pads_the_first_convolution_by_two(reference: str) -> str:
    """There is more than one AlexNet in the libraries. How large is the border that the table puts round the image?"""
    return edit(edit(reference, "stride=4, padding=1", "stride=4, padding=2"), "size + 2 - 11", "size + 4 - 11")


@mistake("AlexNet")
def leaves_out_the_padding_of_the_second_convolution(reference: str) -> str:
    """How many pixels does an image have before the second convolution, and how many after it? What does the table say?"""
    cut = edit(reference, "kernel_size=5, padding=2", "kernel_size=5")
    return edit(cut, "        for _ in range(3):\n            side = (side - 3) // 2 + 1\n",
                "        side = ((((side - 3) // 2 + 1) - 4 - 3) // 2 + 1 - 3) // 2 + 1\n")  # fmt: skip


@mistake("AlexNet")
def pools_without_overlap(reference: str) -> str:
    """How large are the windows of a pooling, and how far do they move? Do neighbouring windows share pixels in yours?"""
    return edit(reference.replace("nn.MaxPool2d(3, stride=2)", "nn.MaxPool2d(2)"), "(side - 3) // 2 + 1", "side // 2")


@mistake("AlexNet")
def rounds_the_pooled_size_up(reference: str) -> str:
    """What happens to a last row of pixels that fills no whole window? How many pixels are left of 54 after a pooling?"""
    return edit(
        reference.replace("nn.MaxPool2d(3, stride=2)", "nn.MaxPool2d(3, stride=2, ceil_mode=True)"),
        "(side - 3) // 2 + 1", "-((3 - side) // 2) + 1",
    )  # fmt: skip


@mistake("AlexNet")
def uses_average_pooling(reference: str) -> str:
    """Which value of a window goes on to the next layer? How does AlexNet differ from LeNet there?"""
    return reference.replace("nn.MaxPool2d", "nn.AvgPool2d")


@mistake("AlexNet")
def has_the_filters_of_the_later_version(reference: str) -> str:
    """How many filters does each of your five convolutions have? There is a later version of the network with other
    numbers; which one does the table describe?
    """
    changed = reference
    for old, new in (("in_channels, 96", "in_channels, 64"), ("(96, 256", "(64, 192"), ("(256, 384", "(192, 384"),
                     ("(384, 384", "(384, 256"), ("(384, 256, kernel_size=3, padding=1),\n            nn.ReLU(),\n            nn.MaxPool",
                      "(256, 256, kernel_size=3, padding=1),\n            nn.ReLU(),\n            nn.MaxPool")):  # fmt: skip
        changed = edit(changed, old, new)
    return changed


@mistake("AlexNet")
def leaves_out_a_convolution(reference: str) -> str:
    """How many convolutions follow each other between the second pooling and the third?"""
    return edit(reference, "            nn.Conv2d(384, 384, kernel_size=3, padding=1),\n            nn.ReLU(),\n", "")


@mistake("AlexNet")
def uses_sigmoids(reference: str) -> str:
    """Which activation made it possible to train a network of this depth? Which one is in your layers?"""
    return reference.replace("nn.ReLU()", "nn.Sigmoid()")


@mistake("AlexNet")
def leaves_out_the_relus_of_the_convolutions(reference: str) -> str:
    """What happens to the output of each convolution before the next layer? Count the ReLUs in the table and in yours."""
    features, classifier = reference.split("side = (image_size")
    return features.replace("            nn.ReLU(),\n", "") + "side = (image_size" + classifier


@mistake("AlexNet")
def activates_only_before_the_poolings(reference: str) -> str:
    """Three convolutions follow each other without a pooling. What stands between them in the table, and what in yours?"""
    once = edit(reference, "nn.Conv2d(256, 384, kernel_size=3, padding=1),\n            nn.ReLU(),",
                "nn.Conv2d(256, 384, kernel_size=3, padding=1),")  # fmt: skip
    return edit(once, "nn.Conv2d(384, 384, kernel_size=3, padding=1),\n            nn.ReLU(),",
                "nn.Conv2d(384, 384, kernel_size=3, padding=1),")  # fmt: skip


@mistake("AlexNet")
def leaves_out_one_relu(reference: str) -> str:
    """Count the ReLUs in the table and in yours. Does one follow each of the five convolutions?"""
    return edit(reference, "nn.Conv2d(384, 384, kernel_size=3, padding=1),\n            nn.ReLU(),",
                "nn.Conv2d(384, 384, kernel_size=3, padding=1),")  # fmt: skip


@mistake("AlexNet")
def leaves_out_the_biases(reference: str) -> str:
    """How many trainable numbers has your network at full size, and how many should it have? What do your convolutions
    add to a sum?
    """
    return reference.replace("padding=1)", "padding=1, bias=False)").replace("padding=2)", "padding=2, bias=False)")


@mistake("AlexNet")
def normalizes_the_features(reference: str) -> str:
    """Which layers of yours are not in the table? Batch normalization is three years younger than this network."""
    return edit(reference, "stride=4, padding=1),", "stride=4, padding=1),\n            nn.BatchNorm2d(96),")


# The affine layers


@mistake("AlexNet")
def leaves_out_the_relus_of_the_affine_layers(reference: str) -> str:
    """What are three affine layers with nothing but dropout between them worth in evaluation?"""
    return reference.replace("nn.ReLU(),\n            nn.Dropout", "nn.Dropout")


@mistake("AlexNet")
def activates_the_scores_too(reference: str) -> str:
    """Can a score of your network be negative? Does anything follow the last affine layer in the table?"""
    return edit(reference, "num_classes),\n        )", "num_classes),\n            nn.ReLU(),\n        )")


@mistake("AlexNet")
def counts_the_features_of_one_size_only(reference: str) -> str:
    """The number of values after flattening is right for images of 224 pixels. What is it for other values of
    `image_size`?
    """
    return edit(reference, "256 * side * side", "256 * 5 * 5")


@mistake("AlexNet")
def has_one_hidden_layer_only(reference: str) -> str:
    """How many affine layers does the table have, and how many do you have?"""
    return edit(
        reference,
        "            nn.Linear(hidden, hidden),\n            nn.ReLU(),\n            nn.Dropout(0.5),\n",
        "",
    )


@mistake("AlexNet")
def fixes_the_hidden_width(reference: str) -> str:
    """What does the argument `hidden` change in your network?"""
    return (
        edit(reference, "side * side, hidden", "side * side, 4096")
        .replace("nn.Linear(hidden, hidden)", "nn.Linear(4096, 4096)")
        .replace("nn.Linear(hidden, num", "nn.Linear(4096, num")
    )


@mistake("AlexNet")
def has_another_default_width(reference: str) -> str:
    """How wide are the hidden affine layers if nothing is said?"""
    return edit(reference, "hidden: int = 4096", "hidden: int = 1024")


@mistake("AlexNet")
def always_has_a_thousand_classes(reference: str) -> str:
    """How many scores does a network return that is made for ten classes?"""
    return edit(reference, "nn.Linear(hidden, num_classes)", "nn.Linear(hidden, 1000)")


@mistake("AlexNet")
def averages_over_the_last_pixels(reference: str) -> str:
    """How many values per image go into your first affine layer, and how many come out of the last pooling?"""
    averaged = edit(reference, "nn.Flatten(),", "nn.AdaptiveAvgPool2d(1),\n            nn.Flatten(),")
    return edit(averaged, "256 * side * side", "256")


@mistake("AlexNet")
def stretches_to_six_by_six_pixels(reference: str) -> str:
    """Some versions bring every image to 6 x 6 pixels before the affine layers. Is there such a layer in the table?"""
    stretched = edit(reference, "nn.Flatten(),", "nn.AdaptiveAvgPool2d(6),\n            nn.Flatten(),")
    return edit(stretched, "256 * side * side", "256 * 6 * 6")


@mistake("AlexNet")
def turns_scores_into_probabilities(reference: str) -> str:
    """What do the scores of one image add up to in your network? Who applies the softmax in training?"""
    return edit(
        reference,
        "return self.classifier(self.features(x))",
        "return torch.softmax(self.classifier(self.features(x)), dim=1)",
    )


@mistake("AlexNet")
def cuts_the_graph_after_the_features(reference: str) -> str:
    """Which layers get a gradient in your network? Is the graph cut off between the convolutions and the affine layers?"""
    return edit(reference, "self.classifier(self.features(x))", "self.classifier(self.features(x).detach())")


# Dropout


@mistake("AlexNet")
def leaves_out_dropout(reference: str) -> str:
    """Ask your network twice, in training, for the scores of one image. Should the two be alike?"""
    return reference.replace("            nn.Dropout(0.5),\n", "")


@mistake("AlexNet")
def drops_after_the_first_hidden_layer_only(reference: str) -> str:
    """After how many of the affine layers does the table have a dropout?"""
    return edit(
        reference,
        "            nn.Dropout(0.5),\n            nn.Linear(hidden, num",
        "            nn.Linear(hidden, num",
    )


@mistake("AlexNet")
def drops_after_the_second_hidden_layer_only(reference: str) -> str:
    """The table has a dropout after two of the affine layers. Where is the first of them in your network?"""
    return edit(
        reference,
        "            nn.Dropout(0.5),\n            nn.Linear(hidden, hidden",
        "            nn.Linear(hidden, hidden",
    )


@mistake("AlexNet")
def drops_before_the_affine_layers(reference: str) -> str:
    """On which side of the first affine layer does its dropout stand? Which units does each dropout of yours act on?"""
    moved = reference.replace("            nn.Dropout(0.5),\n", "")
    moved = edit(moved, "nn.Linear(256 *", "nn.Dropout(0.5),\n            nn.Linear(256 *")
    return edit(moved, "nn.Linear(hidden, hidden)", "nn.Dropout(0.5),\n            nn.Linear(hidden, hidden)")


@mistake("AlexNet")
def drops_the_flattened_features_too(reference: str) -> str:
    """How many dropouts does the table have? Does one of yours act on what comes from the convolutions?"""
    return edit(reference, "nn.Flatten(),", "nn.Flatten(),\n            nn.Dropout(0.5),")


@mistake("AlexNet")
def drops_scores(reference: str) -> str:
    """Look at the scores of one image in training. What does a score of exactly 0 mean to the loss?"""
    return edit(reference, "num_classes),\n        )", "num_classes),\n            nn.Dropout(0.5),\n        )")


@mistake("AlexNet")
def drops_scores_in_place_of_the_second_layer(reference: str) -> str:
    """On which side of the last affine layer does your second dropout stand, and what does it make 0?"""
    moved = edit(
        reference,
        "            nn.Dropout(0.5),\n            nn.Linear(hidden, num",
        "            nn.Linear(hidden, num",
    )
    return edit(moved, "num_classes),\n        )", "num_classes),\n            nn.Dropout(0.5),\n        )")


@mistake("AlexNet")
def does_not_double_what_is_left(reference: str) -> str:
    """With half of the units gone, how large is the sum that the next layer gets, compared with evaluation? What makes up
    for it?
    """
    return edit(
        reference,
        "return self.classifier(self.features(x))",
        """x = self.features(x)
        for layer in self.classifier:
            x = layer(x) * (0.5 if isinstance(layer, nn.Dropout) and self.training else 1)
        return x""",
    )


@mistake("AlexNet")
def drops_the_same_units_for_all_images(reference: str) -> str:
    """Compare what is dropped for two images of one batch. Does your dropout draw for each of them?"""
    return edit(
        reference,
        "return self.classifier(self.features(x))",
        """x = self.features(x)
        for layer in self.classifier:
            x = x * layer(torch.ones_like(x[:1])) if isinstance(layer, nn.Dropout) else layer(x)
        return x""",
    )


@mistake("AlexNet")
def drops_too_many_units(reference: str) -> str:
    """With which probability is a unit dropped, and with which one in your network? Is that of dropping meant, or of keeping?"""
    return reference.replace("nn.Dropout(0.5)", "nn.Dropout(0.8)")


@mistake("AlexNet")
def drops_in_evaluation_too(reference: str) -> str:
    """Ask your network twice, in evaluation, for the scores of one image. How does a dropout know of the mode?"""
    return edit(
        reference,
        "return self.classifier(self.features(x))",
        """x = self.features(x)
        for layer in self.classifier:
            x = nn.functional.dropout(x, 0.5) if isinstance(layer, nn.Dropout) else layer(x)
        return x""",
    )
