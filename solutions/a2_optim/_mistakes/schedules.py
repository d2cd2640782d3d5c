"""What goes wrong in schedules.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# constant


@mistake("constant")
def falls_with_the_step(reference: str) -> str:
    """Ask for the rates of two different steps. Should they differ?"""
    return edit(reference, "return base_lr", "return base_lr / (1 + step)")


@mistake("constant")
def grows_with_the_step(reference: str) -> str:
    """Which of the two arguments does the rate depend on? Does your version make use of the other one too?"""
    return edit(reference, "return base_lr", "return base_lr * step")


@mistake("constant")
def starts_from_zero(reference: str) -> str:
    """What is the rate of the very first step?"""
    return edit(reference, "return base_lr", "return base_lr if step else 0.0")


@mistake("constant")
def fades_slowly(reference: str) -> str:
    """How large is the rate after a few thousand steps, and how large should it be?"""
    return edit(reference, "return base_lr", "return base_lr * 0.999**step")


# step_decay


@mistake("step_decay")
def falls_between_the_drops(reference: str) -> str:
    """Does the rate stay the same between two drops? What kind of quotient stands in the exponent?"""
    return edit(reference, "(step // every)", "(step / every)")


@mistake("step_decay")
def drops_one_step_early(reference: str) -> str:
    """How many steps have the first rate? Count them, beginning with step 0."""
    return edit(reference, "(step // every)", "((step + 1) // every)")


@mistake("step_decay")
def drops_one_step_late(reference: str) -> str:
    """How many steps have the first rate? Count them, beginning with step 0."""
    return edit(reference, "(step // every)", "(max(step - 1, 0) // every)")


@mistake("step_decay")
def drops_once(reference: str) -> str:
    """How often does the rate drop in the course of a long training? How often in your version?"""
    return edit(reference, "(step // every)", "min(step // every, 1)")


@mistake("step_decay")
def counts_from_the_last_drop(reference: str) -> str:
    """Which of the two do you need, how often `every` fits into the step, or what is left over?"""
    return edit(reference, "(step // every)", "(step % every)")


@mistake("step_decay")
def multiplies_by_the_number_of_drops(reference: str) -> str:
    """What is the rate after two drops by a half, and what before the first one? What does drop^k mean?"""
    return edit(reference, "drop ** (step", "drop * (step")


@mistake("step_decay")
def divides_by_the_factor(reference: str) -> str:
    """With a factor of 0.5, does your rate fall or rise?"""
    return edit(reference, "return base_lr * drop", "return base_lr / drop")


@mistake("step_decay")
def takes_the_factor_off(reference: str) -> str:
    """Is `drop` what is left of the rate, or what is taken off it? Try a factor of 0.9."""
    return edit(reference, "drop ** (step", "(1 - drop) ** (step")


@mistake("step_decay")
def drops_the_factor_forever(reference: str) -> str:
    """What is the rate of the first step, before anything has dropped?"""
    return edit(reference, "(step // every)", "(1 + step // every)")


# exponential_decay


@mistake("exponential_decay")
def decays_before_the_first_step(reference: str) -> str:
    """What is the rate of step 0?"""
    return edit(reference, "gamma**step", "gamma ** (step + 1)")


@mistake("exponential_decay")
def takes_gamma_for_a_rate_of_decay(reference: str) -> str:
    """With gamma = 1, should the rate fall? Is gamma the factor itself, or does it stand in an exponent?"""
    return edit(reference, "return base_lr * gamma**step", "return base_lr * np.exp(-gamma * step)")


@mistake("exponential_decay")
def multiplies_by_the_step(reference: str) -> str:
    """What is the rate after two steps with gamma = 0.5, by hand? Does the step multiply or raise to a power?"""
    return edit(reference, "gamma**step", "gamma * step")


@mistake("exponential_decay")
def raises_the_base_rate_too(reference: str) -> str:
    """To what does the exponent belong, to gamma alone or to the product? Try step 0."""
    return edit(reference, "return base_lr * gamma**step", "return (base_lr * gamma) ** step")


@mistake("exponential_decay")
def falls_in_a_straight_line(reference: str) -> str:
    """Is the same amount taken off at every step, or the same part of what is left? Can your rate become negative?"""
    return edit(reference, "return base_lr * gamma**step", "return base_lr * (1 - (1 - gamma) * step)")


@mistake("exponential_decay")
def takes_gamma_off(reference: str) -> str:
    """Is gamma what is left of the rate after a step, or what is taken off it?"""
    return edit(reference, "return base_lr * gamma**step", "return base_lr * (1 - gamma) ** step")


@mistake("exponential_decay")
def divides_by_gamma(reference: str) -> str:
    """With a gamma below 1, does your rate fall or rise?"""
    return edit(reference, "return base_lr * gamma", "return base_lr / gamma")


# polynomial_decay


@mistake("polynomial_decay")
def goes_on_past_the_end(reference: str) -> str:
    """What is left of the time after the last step? Which sign has it in your version, and what does the power make of
    that?
    """
    return edit(reference, "min(step, total_steps)", "step")


@mistake("polynomial_decay")
def ends_at_zero(reference: str) -> str:
    """Ask for the rate long after the end. Is it the final rate?"""
    return edit(reference, "    left", "    if step >= total_steps:\n        return 0.0\n    left")


@mistake("polynomial_decay")
def starts_one_step_ahead(reference: str) -> str:
    """What is the rate of step 0? How much of the time is over by then?"""
    return edit(reference, "min(step, total_steps)", "min(step + 1, total_steps)")


@mistake("polynomial_decay")
def ends_one_step_early(reference: str) -> str:
    """Which step is the first to have the final rate: the one with number total_steps, or the one before?"""
    return edit(reference, "min(step, total_steps) / total_steps", "min(step / max(total_steps - 1, 1), 1)")


@mistake("polynomial_decay")
def ignores_the_power(reference: str) -> str:
    """Change the power. Does the rate in the middle change with it?"""
    return edit(reference, "left**power", "left")


@mistake("polynomial_decay")
def multiplies_by_the_power(reference: str) -> str:
    """With power 2, what is the rate of step 0? Does the power multiply what is left?"""
    return edit(reference, "left**power", "left * power")


@mistake("polynomial_decay")
def squares_by_default(reference: str) -> str:
    """Which line does the rate follow when no power is given?"""
    return edit(reference, "power: float = 1.0", "power: float = 2.0")


@mistake("polynomial_decay")
def raises_the_time_that_is_over(reference: str) -> str:
    """What is raised to the power: the part of the time that is over, or the part that is left? With which of the two
    does the rate fall fast at first?
    """
    return edit(reference, "left**power", "(1 - (1 - left) ** power)")


@mistake("polynomial_decay")
def raises_the_whole_rate(reference: str) -> str:
    """To what does the exponent belong, to the part that is left alone or to the whole difference?"""
    return edit(reference, "(base_lr - final_lr) * left**power", "((base_lr - final_lr) * left) ** power")


@mistake("polynomial_decay")
def adds_the_final_rate_on_top(reference: str) -> str:
    """What is the rate of step 0? From where to where does the part fall that depends on the step?"""
    return edit(reference, "(base_lr - final_lr) * left", "base_lr * left")


@mistake("polynomial_decay")
def leaves_out_the_final_rate(reference: str) -> str:
    """What is the rate of the last step?"""
    return edit(reference, "return final_lr + (base_lr - final_lr)", "return base_lr")


@mistake("polynomial_decay")
def swaps_first_and_final_rate(reference: str) -> str:
    """What is the rate of step 0, and what that of the last step?"""
    return edit(reference, "return final_lr + (base_lr - final_lr)", "return base_lr + (final_lr - base_lr)")


@mistake("polynomial_decay")
def cuts_off_below_the_final_rate(reference: str) -> str:
    """Ask for the rates halfway and at the end. Does the rate get to the final one only there, or is it cut off before?"""
    return edit(
        reference, "return final_lr + (base_lr - final_lr) * left**power", "return max(base_lr * left**power, final_lr)"
    )


# cosine_annealing


@mistake("cosine_annealing")
def follows_the_cosine_up_again(reference: str) -> str:
    """What does the cosine do after half a period? Ask for the rate at twice the number of steps."""
    return edit(reference, "min(step, total_steps)", "step")


@mistake("cosine_annealing")
def restarts(reference: str) -> str:
    """What is the rate of step total_steps, and of the one after it? Does this schedule begin anew?"""
    return edit(reference, "min(step, total_steps)", "(step % total_steps)")


@mistake("cosine_annealing")
def ends_the_cosine_at_zero(reference: str) -> str:
    """Ask for the rate long after the end. Is it the final rate?"""
    return edit(reference, "    angle", "    if step > total_steps:\n        return 0.0\n    angle")


@mistake("cosine_annealing")
def takes_a_quarter_of_a_period(reference: str) -> str:
    """Which values does the cosine take between step 0 and the last one? Is the last one -1?"""
    return edit(reference, "np.pi *", "np.pi / 2 *")


@mistake("cosine_annealing")
def takes_a_whole_period(reference: str) -> str:
    """What does the rate do in the second half of the steps? How many periods of the cosine fit in?"""
    return edit(reference, "np.pi *", "2 * np.pi *")


@mistake("cosine_annealing")
def leaves_out_the_half(reference: str) -> str:
    """What is 1 + cos(0)? What is your rate of step 0?"""
    return edit(reference, "0.5 * (base", "(base")


@mistake("cosine_annealing")
def lets_the_cosine_alone(reference: str) -> str:
    """Halfway, the cosine is zero. Where should the rate be there, and where is yours? What is added to the cosine?"""
    return edit(reference, "(1 + np.cos(angle))", "np.cos(angle)")


@mistake("cosine_annealing")
def rises(reference: str) -> str:
    """What is the rate of step 0, and what that of the last step?"""
    return edit(reference, "(1 + np.cos", "(1 - np.cos")


@mistake("cosine_annealing")
def takes_the_sine(reference: str) -> str:
    """How steep should the rate fall at the very beginning? Which of sine and cosine is flat there?"""
    return edit(reference, "np.cos(angle)", "np.sin(angle)")


@mistake("cosine_annealing")
def adds_the_final_rate_to_the_cosine(reference: str) -> str:
    """What is the rate of step 0? From where to where does the part fall that depends on the step?"""
    return edit(reference, "0.5 * (base_lr - final_lr)", "0.5 * base_lr")


@mistake("cosine_annealing")
def leaves_out_the_final_rate_of_the_cosine(reference: str) -> str:
    """What is the rate of the last step?"""
    return edit(reference, "return final_lr + 0.5 * (base_lr - final_lr)", "return 0.5 * base_lr")


@mistake("cosine_annealing")
def starts_the_cosine_one_step_ahead(reference: str) -> str:
    """What is the rate of step 0? How much of the time is over by then?"""
    return edit(reference, "min(step, total_steps)", "min(step + 1, total_steps)")


@mistake("cosine_annealing")
def measures_the_angle_in_degrees(reference: str) -> str:
    """In which unit does the cosine of numpy take its angle?"""
    return edit(reference, "np.pi *", "180 *")


# triangular


@mistake("triangular")
def falls_only_once(reference: str) -> str:
    """What happens after the first cycle? Is the rate ever below the base rate in your version?"""
    return edit(reference, "step % (2 * half_cycle)", "step")


@mistake("triangular")
def stays_down_after_one_cycle(reference: str) -> str:
    """What happens after the first cycle? Does your rate ever rise again?"""
    return edit(reference, "step % (2 * half_cycle)", "min(step, 2 * half_cycle)")


@mistake("triangular")
def jumps_back_from_the_top(reference: str) -> str:
    """How does the rate come down from its highest value, in a straight line or at one stroke? How long is a whole
    cycle?
    """
    return edit(reference, "step % (2 * half_cycle)", "step % half_cycle").replace(
        "1 - abs(position / half_cycle - 1)", "position / half_cycle"
    )


@mistake("triangular")
def takes_half_a_cycle_for_a_cycle(reference: str) -> str:
    """At which step does your rate reach its highest value? Does half_cycle count the steps up, or those up and down?"""
    return edit(reference, "step % (2 * half_cycle)", "step % half_cycle").replace(
        "position / half_cycle", "2 * position / half_cycle"
    )


@mistake("triangular")
def rises_over_a_whole_cycle(reference: str) -> str:
    """At which step does your rate reach its highest value? How many steps does the way up take?"""
    return edit(reference, "abs(position / half_cycle", "abs(position / (2 * half_cycle)")


@mistake("triangular")
def starts_from_the_top(reference: str) -> str:
    """What is the rate of step 0, and what that of step half_cycle?"""
    return edit(reference, "1 - abs(position", "abs(position")


@mistake("triangular")
def adds_the_base_rate_on_top(reference: str) -> str:
    """How large is your highest rate? From where to where does the part rise that depends on the step?"""
    return edit(reference, "(max_lr - base_lr) * height", "max_lr * height")


@mistake("triangular")
def starts_from_a_rate_of_zero(reference: str) -> str:
    """What is the lowest rate in your version, and what should it be?"""
    return edit(reference, "return base_lr + (max_lr - base_lr)", "return max_lr")


@mistake("triangular")
def halves_every_cycle(reference: str) -> str:
    """How high does the rate rise in the second cycle? Are all cycles alike?"""
    return edit(reference, "* height", "* height / 2 ** (step // (2 * half_cycle))")


@mistake("triangular")
def begins_one_step_ahead(reference: str) -> str:
    """What is the rate of step 0?"""
    return edit(reference, "step % (2", "(step + 1) % (2")


# linear_warmup


@mistake("linear_warmup")
def starts_at_a_rate_of_zero(reference: str) -> str:
    """What is the rate of the very first step? Does a step with that rate change anything?"""
    return edit(reference, "return (step + 1) / warmup_steps", "return step / warmup_steps")


@mistake("linear_warmup")
def never_reaches_the_schedule(reference: str) -> str:
    """Which rate has the last step of the warm-up? In how many equal steps does the rate rise?"""
    return edit(reference, "return (step + 1) / warmup_steps", "return (step + 1) / (warmup_steps + 1)")


@mistake("linear_warmup")
def scales_the_running_schedule(reference: str) -> str:
    """Has the schedule begun during the warm-up? Which of its rates do you scale?"""
    return edit(
        reference, "return (step + 1) / warmup_steps * schedule(0)", "return (step + 1) / warmup_steps * schedule(step)"
    )


@mistake("linear_warmup")
def scales_the_schedule_where_the_warmup_ends(reference: str) -> str:
    """Which of the schedule's rates does the warm-up lead to: its first one, or one that comes later?"""
    return edit(
        reference,
        "return (step + 1) / warmup_steps * schedule(0)",
        "return (step + 1) / warmup_steps * schedule(warmup_steps)",
    )


@mistake("linear_warmup")
def forgets_to_scale(reference: str) -> str:
    """Do your rates rise during the warm-up?"""
    return edit(reference, "return (step + 1) / warmup_steps * ", "return ")


@mistake("linear_warmup")
def has_begun_the_schedule_meanwhile(reference: str) -> str:
    """When the warm-up is over, with which of its own steps does the schedule begin?"""
    return edit(reference, "return schedule(step - warmup_steps)", "return schedule(step)")


@mistake("linear_warmup")
def skips_the_first_step_of_the_schedule(reference: str) -> str:
    """Which of its own steps does the schedule take first, when the warm-up is over?"""
    return edit(reference, "return schedule(step - warmup_steps)", "return schedule(step - warmup_steps + 1)")


@mistake("linear_warmup")
def warms_up_one_step_longer(reference: str) -> str:
    """How many steps belong to the warm-up? Can one of them have a rate above the schedule's first?"""
    return edit(reference, "if step < warmup_steps", "if step <= warmup_steps")


@mistake("linear_warmup")
def divides_by_no_steps(reference: str) -> str:
    """What happens in your function when the warm-up has no steps?"""
    return edit(
        reference,
        "    if step < warmup_steps:\n        return (step + 1) / warmup_steps *",
        "    part = (step + 1) / warmup_steps\n    if part <= 1:\n        return part *",
    )


@mistake("linear_warmup")
def warms_up_for_ever(reference: str) -> str:
    """What happens when the warm-up is over? Who decides on the rate from then on?"""
    return edit(reference, "return schedule(step - warmup_steps)", "return schedule(0)")


# linear_scaling


@mistake("linear_scaling")
def scales_by_the_root(reference: str) -> str:
    """If the batch is four times as large, how many times larger should the rate be by the linear rule?"""
    return edit(
        reference,
        "return base_lr * batch_size / base_batch_size",
        "return base_lr * np.sqrt(batch_size / base_batch_size)",
    )


@mistake("linear_scaling")
def scales_the_other_way(reference: str) -> str:
    """Should a larger batch have a larger or a smaller rate?"""
    return edit(
        reference, "return base_lr * batch_size / base_batch_size", "return base_lr * base_batch_size / batch_size"
    )


@mistake("linear_scaling")
def scales_by_whole_numbers(reference: str) -> str:
    """How many times larger than 256 is a batch of 1000? Is your factor the same for all batches from 256 to 511?"""
    return edit(
        reference, "return base_lr * batch_size / base_batch_size", "return base_lr * (batch_size // base_batch_size)"
    )


@mistake("linear_scaling")
def never_lowers_the_rate(reference: str) -> str:
    """What should the rate be for a batch of half the base size? May it be lower than the base rate?"""
    return edit(
        reference,
        "return base_lr * batch_size / base_batch_size",
        "return base_lr * max(batch_size / base_batch_size, 1)",
    )


@mistake("linear_scaling")
def takes_the_default_size_always(reference: str) -> str:
    """Give the function another base size. Does the rate change?"""
    return edit(reference, "return base_lr * batch_size / base_batch_size", "return base_lr * batch_size / 256")


@mistake("linear_scaling")
def has_another_default_size(reference: str) -> str:
    """For which batch size is the rate that comes out the one that went in?"""
    return edit(reference, "base_batch_size: int = 256", "base_batch_size: int = 128")


@mistake("linear_scaling")
def forgets_the_base_size(reference: str) -> str:
    """For a batch of the base size, which rate should come out, and which one does?"""
    return edit(reference, "return base_lr * batch_size / base_batch_size", "return base_lr * batch_size")
