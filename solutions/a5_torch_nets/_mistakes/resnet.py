"""What goes wrong in resnet.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# Residual


@mistake("Residual")
def activates_before_the_addition(reference: str) -> str:
    """Can the residual of your block ever be negative when it is added to the shortcut? In the formula, is the last ReLU
    applied to the residual or to the sum?
    """
    return edit(reference, "torch.relu(residual + self.shortcut(x))", "torch.relu(residual) + self.shortcut(x)")


@mistake("Residual")
def leaves_out_the_shortcut(reference: str) -> str:
    """If all weights of the second normalisation were zero, what should the block do with its input, and what does it?"""
    return edit(reference, "residual + self.shortcut(x)", "residual")


@mistake("Residual")
def leaves_out_the_last_relu(reference: str) -> str:
    """May the output of a block be negative? What is done with the sum before it is returned?"""
    return edit(reference, "torch.relu(residual + self.shortcut(x))", "residual + self.shortcut(x)")


@mistake("Residual")
def leaves_out_the_relu_in_between(reference: str) -> str:
    """Two convolutions with nothing non-linear in between: how much more can they express than one? What stands between
    them in the formula?
    """
    return edit(reference, "torch.relu(self.bn1(self.conv1(x)))", "self.bn1(self.conv1(x))")


@mistake("Residual")
def normalises_after_the_activation(reference: str) -> str:
    """In which order do normalisation and ReLU follow the first convolution? What mean does each channel have before the
    second convolution in your version, and what mean by the formula?
    """
    return edit(reference, "torch.relu(self.bn1(self.conv1(x)))", "self.bn1(torch.relu(self.conv1(x)))")


@mistake("Residual")
def leaves_the_residual_unnormalised(reference: str) -> str:
    """How many batch normalisations are on the way from x to the addition, by the formula, and how many in your block?"""
    return edit(reference, "self.bn2(self.conv2(residual))", "self.conv2(residual)")


@mistake("Residual")
def strides_in_the_second_convolution(reference: str) -> str:
    """At which of the two convolutions does the image become smaller? Print the shape between them."""
    return edit(
        edit(reference, "kernel_size=3, stride=strides, padding=1", "kernel_size=3, padding=1"),
        "nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1",
        "nn.Conv2d(out_channels, out_channels, kernel_size=3, stride=strides, padding=1",
    )


@mistake("Residual")
def keeps_the_size_in_the_shortcut(reference: str) -> str:
    """With stride 2, which shapes do the residual and the shortcut have where they are added? What makes the shortcut's
    image as small as the residual's?
    """
    return edit(reference, "kernel_size=1, stride=strides", "kernel_size=1")


@mistake("Residual")
def leaves_the_shortcut_unnormalised(reference: str) -> str:
    """The residual arrives at the addition normalised. Is the result of the 1x1 convolution as well? What follows that
    convolution by the specification?
    """
    return edit(reference, "nn.Sequential(projection, nn.BatchNorm2d(out_channels))", "projection")


@mistake("Residual")
def activates_the_shortcut(reference: str) -> str:
    """Is there a ReLU on the shortcut? What should arrive at the addition where the 1x1 convolution gives something
    negative?
    """
    return edit(
        reference, "(projection, nn.BatchNorm2d(out_channels))", "(projection, nn.BatchNorm2d(out_channels), nn.ReLU())"
    )


@mistake("Residual")
def convolves_every_shortcut(reference: str) -> str:
    """What is the shortcut of a block that is made without use_1x1conv? How many parameters does it have?"""
    return edit(reference, "if use_1x1conv:", "if use_1x1conv or strides == 1:")


@mistake("Residual")
def mixes_neighbouring_pixels_in_the_shortcut(reference: str) -> str:
    """How large is the kernel of the shortcut's convolution? How many pixels of the input does one pixel of it depend on?"""
    return edit(reference, "kernel_size=1, stride=strides", "kernel_size=3, padding=1, stride=strides")


@mistake("Residual")
def adds_the_residual_to_itself(reference: str) -> str:
    """At the addition, what does the name x stand for in your version: the block's input, or what has been computed
    since?
    """
    return edit(
        edit(reference, "residual = torch.relu(self.bn1", "x = torch.relu(self.bn1"),
        "residual = self.bn2(self.conv2(residual))",
        "x = residual = self.bn2(self.conv2(x))",
    )


@mistake("Residual")
def shares_one_normalisation(reference: str) -> str:
    """How many normalisations does the block call, and how many has it made? Whose moving averages are used after the
    second convolution?
    """
    return edit(reference, "self.bn2 = nn.BatchNorm2d(out_channels)", "self.bn2 = self.bn1")


@mistake("Residual")
def normalises_by_the_batch_in_evaluation(reference: str) -> str:
    """In evaluation mode, does the output for one image depend on the other images of the batch? Where should mean and
    variance come from then?
    """
    return reference.replace("nn.BatchNorm2d(out_channels)", "nn.BatchNorm2d(out_channels, track_running_stats=False)")


@mistake("Residual")
def concatenates_the_shortcut(reference: str) -> str:
    """How many channels does the output have, and how many should it have? Does a residual network add, or put side by
    side?
    """
    return edit(reference, "residual + self.shortcut(x)", "torch.cat((residual, self.shortcut(x)), dim=1)")


@mistake("Residual")
def activates_before_and_after_the_addition(reference: str) -> str:
    """How many times is ReLU applied in the formula, and to what? What can the residual still subtract from the shortcut
    in your block?
    """
    return edit(
        reference, "torch.relu(residual + self.shortcut(x))", "torch.relu(torch.relu(residual) + self.shortcut(x))"
    )


@mistake("Residual")
def normalises_before_it_convolves(reference: str) -> str:
    """There is a later form of the block in which normalisation and ReLU precede each convolution. In which order do they
    stand in the formula here?
    """
    moved = edit(reference, "self.bn1 = nn.BatchNorm2d(out_channels)", "self.bn1 = nn.BatchNorm2d(in_channels)")
    moved = edit(moved, "torch.relu(self.bn1(self.conv1(x)))", "self.conv1(torch.relu(self.bn1(x)))")
    moved = edit(moved, "self.bn2(self.conv2(residual))", "self.conv2(torch.relu(self.bn2(residual)))")
    return edit(moved, "torch.relu(residual + self.shortcut(x))", "residual + self.shortcut(x)")


@mistake("Residual")
def shares_the_last_normalisation_with_the_shortcut(reference: str) -> str:
    """How many normalisations does a block with a 1x1 convolution have? Which one normalises the shortcut in yours?"""
    return edit(
        reference, "nn.Sequential(projection, nn.BatchNorm2d(out_channels))", "nn.Sequential(projection, self.bn2)"
    )


@mistake("Residual")
def averages_pixels_before_the_shortcut(reference: str) -> str:
    """Which layer of the shortcut takes every second pixel? What happens to the pixels in between, by the formula?"""
    averaged = edit(reference, "kernel_size=1, stride=strides", "kernel_size=1")
    return edit(averaged, "nn.Sequential(projection, ", "nn.Sequential(nn.AvgPool2d(strides), projection, ")


@mistake("Residual")
def convolves_the_shortcut_only_where_shapes_differ(reference: str) -> str:
    """Which argument says whether the shortcut has a convolution? What if it is true, and the shapes are equal?"""
    return edit(reference, "if use_1x1conv:", "if in_channels != out_channels or strides != 1:")


@mistake("Residual")
def convolves_the_shortcut_only_where_channels_differ(reference: str) -> str:
    """Which argument says whether the shortcut has a convolution? What if it is true, and the number of channels stays the
    same?
    """
    return edit(reference, "if use_1x1conv:", "if in_channels != out_channels:")


@mistake("Residual")
def takes_the_shortcut_out_of_the_graph(reference: str) -> str:
    """On which two ways does a gradient reach x, and how large is the part that comes by the shortcut in your block?"""
    return edit(reference, "self.shortcut(x))", "self.shortcut(x.detach()))")


# residual_stage


@mistake("residual_stage")
def uses_one_block_repeatedly(reference: str) -> str:
    """How many parameters should four blocks have, and how many has your stage? Are your blocks different objects?"""
    return edit(
        edit(
            reference, "for _ in range(num_blocks - 1):", "block = Residual(out_channels, out_channels)\n    if True:"
        ),
        "blocks.append(Residual(out_channels, out_channels))",
        "blocks += [block] * (num_blocks - 1)",
    )


@mistake("residual_stage")
def halves_in_every_block(reference: str) -> str:
    """By which factor should the image shrink on its way through the whole stage, and by which does it in yours?"""
    return edit(
        reference,
        "Residual(out_channels, out_channels)",
        "Residual(out_channels, out_channels, halve, 2 if halve else 1)",
    )


@mistake("residual_stage")
def halves_in_the_last_block(reference: str) -> str:
    """Which block of the stage makes the image smaller? Print the shapes between the blocks."""
    return edit(
        edit(reference, "strides=2 if halve else 1", "strides=2 if halve and num_blocks == 1 else 1"),
        "for _ in range(num_blocks - 1):\n        blocks.append(Residual(out_channels, out_channels))",
        "for place in range(num_blocks - 1):\n"
        "        last = halve and place == num_blocks - 2\n"
        "        blocks.append(Residual(out_channels, out_channels, last, 2 if last else 1))",
    )


@mistake("residual_stage")
def never_halves(reference: str) -> str:
    """What are height and width of the output of a stage that halves, and what should they be?"""
    return edit(reference, "strides=2 if halve else 1", "strides=1")


@mistake("residual_stage")
def always_halves(reference: str) -> str:
    """With halve=False, what should be the size of the output, and what is the shortcut of the first block?"""
    return edit(reference, "use_1x1conv=halve, strides=2 if halve else 1", "use_1x1conv=True, strides=2")


@mistake("residual_stage")
def convolves_the_shortcut_without_halving(reference: str) -> str:
    """Which blocks need a convolution in their shortcut? If a stage keeps both the size and the channels, is there one
    that does?
    """
    return edit(reference, "use_1x1conv=halve", "use_1x1conv=True")


@mistake("residual_stage")
def convolves_the_shortcut_of_every_block(reference: str) -> str:
    """Behind the first block, do input and output of a block differ in shape? What can the shortcut be then?"""
    return edit(
        reference,
        "blocks.append(Residual(out_channels, out_channels",
        "blocks.append(Residual(out_channels, out_channels, halve",
    )


@mistake("residual_stage")
def adds_a_block_too_many(reference: str) -> str:
    """Count the blocks of your stage. Is the first one among the num_blocks?"""
    return edit(reference, "range(num_blocks - 1)", "range(num_blocks)")


@mistake("residual_stage")
def makes_two_blocks_always(reference: str) -> str:
    """What does your stage look like with num_blocks=4, and with num_blocks=1?"""
    return edit(reference, "range(num_blocks - 1)", "range(1)")


@mistake("residual_stage")
def halves_only_where_the_channels_change(reference: str) -> str:
    """Which argument says whether a stage halves the image? What does yours do where input and output have equally many
    channels?
    """
    return edit(
        reference,
        "use_1x1conv=halve, strides=2 if halve else 1",
        "use_1x1conv=in_channels != out_channels, strides=2 if halve and in_channels != out_channels else 1",
    )


@mistake("residual_stage")
def convolves_the_first_shortcut_only_where_the_channels_change(reference: str) -> str:
    """A stage may halve the image and keep the number of channels. Which shapes meet at the addition of its first block?"""
    return edit(reference, "use_1x1conv=halve", "use_1x1conv=in_channels != out_channels")


# ResNet18


@mistake("ResNet18")
def stem_without_pooling(reference: str) -> str:
    """By which factor has the image shrunk when it enters the first stage? Which layers of the stem shrink it?"""
    return edit(reference, "nn.MaxPool2d(kernel_size=3, stride=2, padding=1)", "nn.Identity()")


@mistake("ResNet18")
def stem_pools_by_averages(reference: str) -> str:
    """Which kind of pooling ends the stem, and which kind ends the network?"""
    return edit(reference, "nn.MaxPool2d(", "nn.AvgPool2d(")


@mistake("ResNet18")
def stem_pools_without_padding(reference: str) -> str:
    """What does the stem make of an image of 224 x 224 pixels? It should be 56 x 56. Which layers of it have padding?"""
    return edit(reference, "nn.MaxPool2d(kernel_size=3, stride=2, padding=1)", "nn.MaxPool2d(kernel_size=3, stride=2)")


@mistake("ResNet18")
def stem_pools_over_two_by_two_pixels(reference: str) -> str:
    """How large are the windows of the stem's pooling, and do they overlap?"""
    return edit(reference, "nn.MaxPool2d(kernel_size=3, stride=2, padding=1)", "nn.MaxPool2d(kernel_size=2)")


@mistake("ResNet18")
def stem_without_relu(reference: str) -> str:
    """Which activation follows the normalisation of the stem? Can what enters the first stage be negative?"""
    return edit(reference, "nn.ReLU()", "nn.Identity()")


@mistake("ResNet18")
def stem_without_normalisation(reference: str) -> str:
    """What follows the first convolution directly? Every convolution of the network is followed by the same kind of layer."""
    return edit(reference, "nn.BatchNorm2d(width)", "nn.Identity()")


@mistake("ResNet18")
def stem_for_small_images(reference: str) -> str:
    """Kernel, stride and padding of the first convolution: which are they in the specification, and which are yours?"""
    return edit(reference, "kernel_size=7, stride=2, padding=3", "kernel_size=3, stride=1, padding=1")


@mistake("ResNet18")
def stem_convolves_without_padding(reference: str) -> str:
    """How many pixels does the first convolution make of 224? It should be half as many. What is needed at the border?"""
    return edit(reference, "stride=2, padding=3", "stride=2")


@mistake("ResNet18")
def one_block_for_each_stage(reference: str) -> str:
    """Count the layers with weights that an image passes, shortcuts aside: are there eighteen? How many blocks has a
    stage?
    """
    return reference.replace("width, 2", "width, 1").replace("width, 1 * width", "width, 2 * width")


@mistake("ResNet18")
def first_stage_halves(reference: str) -> str:
    """The pooling of the stem has made the image small already. Which of the four stages keep its size?"""
    return edit(reference, "2, halve=False", "2")


@mistake("ResNet18")
def takes_the_maximum_over_the_image(reference: str) -> str:
    """What becomes of a channel that is large in one pixel and zero elsewhere: a large number or a small one? Which kind
    of pooling ends the network?
    """
    return edit(reference, "features.mean(dim=(2, 3))", "features.amax(dim=(2, 3))")


@mistake("ResNet18")
def sums_over_the_image(reference: str) -> str:
    """Do the scores depend on how large the image is? What does the last pooling divide by?"""
    return edit(reference, "features.mean(dim=(2, 3))", "features.sum(dim=(2, 3))")


@mistake("ResNet18")
def classifier_without_bias(reference: str) -> str:
    """The last layer is followed by no normalisation. Does it have a bias? How many parameters should the network have?"""
    return edit(reference, "nn.Linear(8 * width, num_classes)", "nn.Linear(8 * width, num_classes, bias=False)")


@mistake("ResNet18")
def softmax_on_the_scores(reference: str) -> str:
    """What is the sum of your scores for one image? Which part of the training turns scores into probabilities?"""
    return edit(
        reference,
        "self.classifier(features.mean(dim=(2, 3)))",
        "self.classifier(features.mean(dim=(2, 3))).softmax(dim=1)",
    )


@mistake("ResNet18")
def relu_on_the_scores(reference: str) -> str:
    """May a score be negative? What follows the last linear layer?"""
    return edit(
        reference,
        "self.classifier(features.mean(dim=(2, 3)))",
        "torch.relu(self.classifier(features.mean(dim=(2, 3))))",
    )


@mistake("ResNet18")
def stages_without_gradients(reference: str) -> str:
    """After a backward pass, which parameters have a gradient and which have none? What on the way from the scores to
    the stem stops it?
    """
    return edit(reference, "self.stages(self.stem(x))", "self.stages(self.stem(x).detach())")


@mistake("ResNet18")
def stem_convolves_with_stride_one(reference: str) -> str:
    """Two layers of the stem halve the image. Which ones, and what is the stride of each?"""
    return edit(reference, "kernel_size=7, stride=2, padding=3", "kernel_size=7, padding=3")


@mistake("ResNet18")
def fits_images_of_one_size(reference: str) -> str:
    """Print the shapes behind each layer for images of 40 x 70 pixels. Which layer expects another one? Which numbers in
    your code belong to images of 224 x 224 pixels alone?
    """
    return edit(reference, "features.mean(dim=(2, 3))", "nn.functional.avg_pool2d(features, kernel_size=7).flatten(1)")


@mistake("ResNet18")
def as_many_classes_as_in_the_paper(reference: str) -> str:
    """How many scores come out if nobody says how many classes there are?"""
    return edit(reference, "num_classes: int = 10, ", "num_classes: int = 1000, ")


@mistake("ResNet18")
def blocks_of_a_deeper_net(reference: str) -> str:
    """Count the layers with weights that an image passes, shortcuts aside: are there eighteen? To which column of the
    paper's table do the numbers of your blocks belong?
    """
    deeper = edit(
        reference, "residual_stage(width, width, 2, halve=False)", "residual_stage(width, width, 3, halve=False)"
    )
    deeper = edit(deeper, "residual_stage(width, 2 * width, 2)", "residual_stage(width, 2 * width, 4)")
    deeper = edit(deeper, "residual_stage(2 * width, 4 * width, 2)", "residual_stage(2 * width, 4 * width, 6)")
    return edit(deeper, "residual_stage(4 * width, 8 * width, 2)", "residual_stage(4 * width, 8 * width, 3)")


@mistake("ResNet18")
def logarithms_of_probabilities(reference: str) -> str:
    """Which part of the training takes logarithms of probabilities? May a score of yours be above zero?"""
    return edit(
        reference,
        "self.classifier(features.mean(dim=(2, 3)))",
        "self.classifier(features.mean(dim=(2, 3))).log_softmax(dim=1)",
    )
