"""What goes wrong in densenet.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

BATCH_NORM = "nn.BatchNorm2d(in_channels)"
CONVOLUTION = "nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1, bias=False)"

# conv_block


@mistake("conv_block")
def convolves_before_it_normalises(reference: str) -> str:
    """In which order do the three layers stand? Can the output of your block be negative, and should it be able to?"""
    return edit(
        edit(
            reference,
            f"{BATCH_NORM},\n        nn.ReLU(),\n        {CONVOLUTION}",
            f"{CONVOLUTION},\n        {BATCH_NORM},\n        nn.ReLU()",
        ),
        BATCH_NORM,
        "nn.BatchNorm2d(out_channels)",
    )


@mistake("conv_block")
def activates_before_it_normalises(reference: str) -> str:
    """What mean does each channel have when it reaches the convolution? Which of normalisation and ReLU comes first?"""
    return edit(reference, f"{BATCH_NORM},\n        nn.ReLU()", f"nn.ReLU(),\n        {BATCH_NORM}")


@mistake("conv_block")
def leaves_out_the_activation(reference: str) -> str:
    """Without an activation, what would several of these blocks in a row be? What stands between normalisation and
    convolution?
    """
    return edit(reference, "        nn.ReLU(),\n", "")


@mistake("conv_block")
def activates_the_result_too(reference: str) -> str:
    """Where is the ReLU of this block? Can its output be negative, and should it be able to?"""
    return edit(reference, f"{CONVOLUTION},", f"{CONVOLUTION},\n        nn.ReLU(),")


@mistake("conv_block")
def leaves_out_the_normalisation(reference: str) -> str:
    """If the input is multiplied by ten, what happens to the output of your block in training mode, and what should?"""
    return edit(reference, f"        {BATCH_NORM},\n", "")


@mistake("conv_block")
def convolves_pixel_by_pixel(reference: str) -> str:
    """How large is the kernel of the convolution? How many pixels of the input should one pixel of the output see?"""
    return edit(reference, "kernel_size=3, padding=1", "kernel_size=1")


@mistake("conv_block")
def convolves_without_padding(reference: str) -> str:
    """What are height and width of the output? Could it be put beside the input, as a dense block has to do?"""
    return edit(reference, "kernel_size=3, padding=1", "kernel_size=3")


@mistake("conv_block")
def convolution_block_normalises_by_the_batch_in_evaluation(reference: str) -> str:
    """In evaluation mode, does the output for one image depend on the other images of the batch? Where should mean and
    variance come from then?
    """
    return edit(reference, BATCH_NORM, "nn.BatchNorm2d(in_channels, track_running_stats=False)")


@mistake("conv_block")
def normalises_without_scale_and_shift(reference: str) -> str:
    """Which numbers does a batch normalisation learn by default? How many parameters does yours have?"""
    return edit(reference, BATCH_NORM, "nn.BatchNorm2d(in_channels, affine=False)")


# DenseBlock


@mistake("DenseBlock")
def concatenates_along_the_batch(reference: str) -> str:
    """A batch has four dimensions: examples, channels, height, width. Along which of them should the tensors be put
    together, and along which are they in your version?
    """
    return edit(reference, "dim=1", "dim=0")


@mistake("DenseBlock")
def puts_new_channels_in_front(reference: str) -> str:
    """Which channels come first in the output, those of the input or those that were made last?"""
    return edit(reference, "(x, block(x))", "(block(x), x)")


@mistake("DenseBlock")
def leaves_out_the_input(reference: str) -> str:
    """How many channels does the output have? Is the input of the dense block among them?"""
    return edit(
        edit(reference, "return x", "return x[:, channels:]"),
        "for block in",
        "channels = x.shape[1]\n        for block in",
    )


@mistake("DenseBlock")
def returns_the_last_channels_only(reference: str) -> str:
    """What does the dense block hand on: what its last convolution block has made, or all that there is by then?"""
    return edit(
        edit(reference, "return x", "return last"),
        "x = torch.cat((x, block(x)), dim=1)",
        "last = block(x)\n            x = torch.cat((x, last), dim=1)",
    )


@mistake("DenseBlock")
def shows_each_block_only_the_one_before(reference: str) -> str:
    """What does the third convolution block see: all that was made before it, or the result of the second one? How many
    channels does its input have?
    """
    return edit(
        edit(reference, "in_channels + place * growth_rate", "growth_rate if place else in_channels"),
        "for block in self.blocks:\n            x = torch.cat((x, block(x)), dim=1)",
        "last = x\n        for block in self.blocks:\n            last = block(last)\n            x = torch.cat((x, last), dim=1)",
    )


@mistake("DenseBlock")
def shows_each_block_only_the_input(reference: str) -> str:
    """What does the third convolution block see: the input of the dense block alone, or also what the first two made?"""
    return edit(
        edit(reference, "in_channels + place * growth_rate", "in_channels"),
        "for block in self.blocks:\n            x = torch.cat((x, block(x)), dim=1)\n        return x",
        "return torch.cat([x, *(block(x) for block in self.blocks)], dim=1)",
    )


@mistake("DenseBlock")
def makes_blocks_for_other_channels_than_they_get(reference: str) -> str:
    """How many channels does the second convolution block see, and how many the third? By how many does each
    concatenation increase their number?
    """
    return edit(reference, "in_channels + place * growth_rate", "in_channels * (place + 1)")


@mistake("DenseBlock")
def hides_its_blocks_in_a_list(reference: str) -> str:
    """How many parameters does `parameters()` find in your dense block? Which attributes does PyTorch look into, and is
    a list of Python's one of them?
    """
    return edit(reference, "nn.ModuleList(", "list(")


@mistake("DenseBlock")
def adds_a_convolution_too_many(reference: str) -> str:
    """How many channels does the output have, and how many should it have? How many convolution blocks did you make?"""
    return edit(reference, "range(num_convs)", "range(num_convs + 1)")


@mistake("DenseBlock")
def cuts_the_gradient_off(reference: str) -> str:
    """The forward pass may be right: on how many ways should a gradient reach the input, and on which does it in your
    version?
    """
    return edit(reference, "block(x))", "block(x.detach()))")


@mistake("DenseBlock")
def activates_its_input_in_place(reference: str) -> str:
    """Compare the first channels of the output with the input. Which operation has changed them, and on which tensor
    does it work?
    """
    return edit(reference, "block(x))", "block(x.relu_()))")


@mistake("DenseBlock")
def makes_blocks_for_channels_that_come_later(reference: str) -> str:
    """How many channels does the first convolution block see, and for how many is it made? Print both for every block."""
    return edit(reference, "in_channels + place * growth_rate", "in_channels + (place + 1) * growth_rate")


@mistake("DenseBlock")
def makes_a_convolution_too_few(reference: str) -> str:
    """How many channels does the output have, and how many should it have? Is there a convolution block if one is asked
    for?
    """
    return edit(reference, "range(num_convs)", "range(num_convs - 1)")


# TransitionBlock


@mistake("TransitionBlock")
def leaves_out_the_pooling(reference: str) -> str:
    """What are height and width of the output, and what should they be?"""
    return edit(reference, "            nn.AvgPool2d(kernel_size=2, stride=2),\n", "")


@mistake("TransitionBlock")
def takes_the_maximum(reference: str) -> str:
    """Does the output have the mean of four pixels, or the largest of them?"""
    return edit(reference, "nn.AvgPool2d(", "nn.MaxPool2d(")


@mistake("TransitionBlock")
def strides_instead_of_averaging(reference: str) -> str:
    """How many pixels of the input should one pixel of the output depend on, and on how many does it?"""
    return edit(
        edit(reference, "            nn.AvgPool2d(kernel_size=2, stride=2),\n", ""),
        "kernel_size=1",
        "kernel_size=1, stride=2",
    )


@mistake("TransitionBlock")
def transition_without_activation(reference: str) -> str:
    """Which activation stands between the normalisation and the 1x1 convolution?"""
    return edit(reference, "            nn.ReLU(),\n", "")


@mistake("TransitionBlock")
def transition_without_normalisation(reference: str) -> str:
    """Its input is a concatenation that nothing has normalised yet. With which layer does the transition begin?"""
    return edit(reference, f"            {BATCH_NORM},\n", "")


@mistake("TransitionBlock")
def transition_convolves_before_it_normalises(reference: str) -> str:
    """In which order do the layers of the transition stand? How many channels does the normalisation see?"""
    layers = f"{BATCH_NORM},\n            nn.ReLU(),\n            "
    convolution = "nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=False),\n            "
    return edit(reference, layers + convolution, convolution + layers.replace("in_channels", "out_channels"))


@mistake("TransitionBlock")
def transition_of_overlapping_windows(reference: str) -> str:
    """By how many pixels is each window of the pooling away from the one before it?"""
    return edit(reference, "kernel_size=2, stride=2", "kernel_size=3, stride=2, padding=1")


@mistake("TransitionBlock")
def transition_convolves_neighbouring_pixels(reference: str) -> str:
    """What is the kernel of the transition's convolution for: to mix channels, or to mix pixels as well?"""
    return edit(reference, "kernel_size=1", "kernel_size=3, padding=1")


@mistake("TransitionBlock")
def pools_before_it_activates(reference: str) -> str:
    """The mean of activated pixels or the activation of their mean: which of the two does the formula ask for?"""
    return edit(
        edit(reference, "            nn.AvgPool2d(kernel_size=2, stride=2),\n", ""),
        "            nn.ReLU(),\n",
        "            nn.AvgPool2d(kernel_size=2, stride=2),\n            nn.ReLU(),\n",
    )


@mistake("TransitionBlock")
def keeps_what_has_no_partner(reference: str) -> str:
    """What should become of the last row of an image whose height is odd?"""
    return edit(reference, "kernel_size=2, stride=2", "kernel_size=2, stride=2, ceil_mode=True")


@mistake("TransitionBlock")
def transition_normalises_by_the_batch_in_evaluation(reference: str) -> str:
    """In evaluation mode, does the output for one image depend on the other images of the batch? Where should mean and
    variance come from then?
    """
    return edit(reference, BATCH_NORM, "nn.BatchNorm2d(in_channels, track_running_stats=False)")


@mistake("TransitionBlock")
def transition_activates_before_it_normalises(reference: str) -> str:
    """What mean does each channel have when it reaches the 1x1 convolution? Which of normalisation and ReLU comes first?"""
    layers = f"            {BATCH_NORM},\n            nn.ReLU(),\n"
    return edit(reference, layers, f"            nn.ReLU(),\n            {BATCH_NORM},\n")


@mistake("TransitionBlock")
def transition_activates_what_it_has_convolved(reference: str) -> str:
    """Can a transition's output be negative, and should it be able to? On which side of the convolution is the ReLU?"""
    moved = edit(reference, "            nn.ReLU(),\n", "")
    convolution = "            nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=False),\n"
    return edit(moved, convolution, convolution + "            nn.ReLU(),\n")


# DenseNet


@mistake("DenseNet")
def first_layers_without_pooling(reference: str) -> str:
    """By which factor has the image shrunk when it enters the first dense block? Which layers of the stem shrink it?"""
    return edit(reference, "            nn.MaxPool2d(kernel_size=3, stride=2, padding=1),\n", "")


@mistake("DenseNet")
def first_layers_pool_by_averages(reference: str) -> str:
    """Which kind of pooling ends the stem, and which kind stands between the dense blocks?"""
    return edit(reference, "nn.MaxPool2d(", "nn.AvgPool2d(")


@mistake("DenseNet")
def first_layers_without_normalisation(reference: str) -> str:
    """What follows the first convolution directly, by the specification?"""
    return edit(
        reference, "            nn.BatchNorm2d(num_channels),\n            nn.ReLU(),", "            nn.ReLU(),"
    )


@mistake("DenseNet")
def no_transitions(reference: str) -> str:
    """How large is the image in the last dense block, and how many channels are there? What stands between two dense
    blocks?
    """
    return edit(reference, "if place > 0:", "if place < 0:")


@mistake("DenseNet")
def transition_after_the_last_block_too(reference: str) -> str:
    """How many dense blocks are there, and how many transitions? What follows the last dense block?"""
    return edit(
        reference,
        "        self.features =",
        "        parts.append(TransitionBlock(num_channels, num_channels // 2))\n"
        "        num_channels = num_channels // 2\n"
        "        self.features =",
    )


@mistake("DenseNet")
def transitions_keep_all_channels(reference: str) -> str:
    """How many channels come out of the first transition, if 192 go in? What is a transition for, besides the pooling?"""
    return reference.replace("num_channels // 2", "num_channels")


@mistake("DenseNet")
def transitions_go_back_to_the_first_width(reference: str) -> str:
    """A transition halves the number of channels: of those that go in, or of those that came from the stem?"""
    return edit(
        edit(
            edit(reference, "TransitionBlock(num_channels, num_channels // 2)", "TransitionBlock(num_channels, stem)"),
            "num_channels = num_channels // 2",
            "num_channels = stem",
        ),
        "        parts = [",
        "        stem = num_channels\n        parts = [",
    )


@mistake("DenseNet")
def rounds_halves_up(reference: str) -> str:
    """What is half of 13 channels, rounded down?"""
    return reference.replace("num_channels // 2", "(num_channels + 1) // 2")


@mistake("DenseNet")
def blocks_of_equal_depth(reference: str) -> str:
    """Where the entries of convs_in_blocks differ, which of them does each of your dense blocks have?"""
    return edit(
        reference, "in enumerate(convs_in_blocks):", "in enumerate(len(convs_in_blocks) * convs_in_blocks[:1]):"
    )


@mistake("DenseNet")
def last_block_left_unnormalised(reference: str) -> str:
    """Each layer normalises what it reads. What is done with the last dense block's output before the mean is taken?"""
    return edit(reference, "*parts, nn.BatchNorm2d(num_channels), nn.ReLU()", "*parts, nn.ReLU()")


@mistake("DenseNet")
def last_block_left_unactivated(reference: str) -> str:
    """After the last normalisation every channel has a fixed mean. What does the mean over the image tell then? What
    belongs in between?
    """
    return edit(reference, "nn.BatchNorm2d(num_channels), nn.ReLU()", "nn.BatchNorm2d(num_channels)")


@mistake("DenseNet")
def maximum_over_the_image(reference: str) -> str:
    """What becomes of a channel that is large in one pixel and zero elsewhere: a large number or a small one? Which kind
    of pooling ends the network?
    """
    return edit(reference, "self.features(x).mean(dim=(2, 3))", "self.features(x).amax(dim=(2, 3))")


@mistake("DenseNet")
def scores_turned_into_probabilities(reference: str) -> str:
    """What is the sum of your scores for one image? Which part of the training turns scores into probabilities?"""
    return edit(
        reference,
        "self.classifier(self.features(x).mean(dim=(2, 3)))",
        "self.classifier(self.features(x).mean(dim=(2, 3))).softmax(dim=1)",
    )


@mistake("DenseNet")
def scores_without_bias(reference: str) -> str:
    """The last layer is followed by no normalisation. Does it have a bias?"""
    return edit(reference, "nn.Linear(num_channels, num_classes)", "nn.Linear(num_channels, num_classes, bias=False)")


@mistake("DenseNet")
def first_layers_without_activation(reference: str) -> str:
    """Which activation follows the normalisation of the stem? Can what the pooling reads be negative?"""
    return edit(
        reference,
        "            nn.BatchNorm2d(num_channels),\n            nn.ReLU(),\n",
        "            nn.BatchNorm2d(num_channels),\n",
    )


@mistake("DenseNet")
def sums_each_channel(reference: str) -> str:
    """Do the scores depend on how large the image is? What does the last pooling divide by?"""
    return edit(reference, "self.features(x).mean(dim=(2, 3))", "self.features(x).sum(dim=(2, 3))")


@mistake("DenseNet")
def scores_turned_into_logarithms(reference: str) -> str:
    """Which part of the training takes logarithms of probabilities? May a score of yours be above zero?"""
    return edit(
        reference,
        "self.classifier(self.features(x).mean(dim=(2, 3)))",
        "self.classifier(self.features(x).mean(dim=(2, 3))).log_softmax(dim=1)",
    )


@mistake("DenseNet")
def hides_blocks_and_transitions_in_a_list(reference: str) -> str:
    """How many parameters does `parameters()` find in your network? Which attributes does PyTorch look into, and is a
    list of Python's one of them?
    """
    hidden = edit(
        reference,
        "self.features = nn.Sequential(*parts, nn.BatchNorm2d(num_channels), nn.ReLU())",
        "self.stem, self.blocks = nn.Sequential(*parts[:4]), parts[4:]\n"
        "        self.last = nn.Sequential(nn.BatchNorm2d(num_channels), nn.ReLU())",
    )
    return edit(
        hidden,
        "        return self.classifier(self.features(x).mean(dim=(2, 3)))",
        "        x = self.stem(x)\n"
        "        for block in self.blocks:\n"
        "            x = block(x)\n"
        "        return self.classifier(self.last(x).mean(dim=(2, 3)))",
    )


@mistake("DenseNet")
def made_for_images_of_one_size(reference: str) -> str:
    """Print the shapes behind each layer for images of 34 x 52 pixels. Which layer expects another one? Which numbers in
    your code belong to images of a certain size alone?
    """
    return edit(
        reference,
        "self.features(x).mean(dim=(2, 3))",
        "nn.functional.avg_pool2d(self.features(x), kernel_size=7).flatten(1)",
    )
