"""What goes wrong in convex.py, and the question to ask."""

from __future__ import annotations

from autograder.mistakes import edit, mistake

# gradient_descent


@mistake("gradient_descent")
def walks_uphill(reference: str) -> str:
    """The gradient points to where f grows fastest. Does the value of f fall along your trajectory?"""
    return edit(reference, "x - learning_rate", "x + learning_rate")


@mistake("gradient_descent")
def leaves_out_the_start(reference: str) -> str:
    """What is the first row of your trajectory, and where was x before the first step?"""
    return edit(reference, "np.array(trajectory)", "np.array(trajectory[1:])")


@mistake("gradient_descent")
def returns_the_last_point_only(reference: str) -> str:
    """The last point says where the walk ended. What is needed to draw the whole of it?"""
    return edit(reference, "np.array(trajectory)", "np.array(trajectory[-1])")


@mistake("gradient_descent")
def takes_a_step_too_few(reference: str) -> str:
    """With num_steps = 1, how many points are there, the start included? How many does your loop produce?"""
    return edit(reference, "<= num_steps", "< num_steps")


@mistake("gradient_descent")
def takes_a_step_too_many(reference: str) -> str:
    """With num_steps = 0, nothing should happen. How many rows does your trajectory have then?"""
    return edit(reference, "<= num_steps", "<= num_steps + 1")


@mistake("gradient_descent")
def asks_for_the_slope_at_the_start_only(reference: str) -> str:
    """Your points lie on one straight line, at equal distances. Where is the gradient evaluated in the second step?"""
    return edit(reference, "rate * grad(x)", "rate * grad(x0)")


@mistake("gradient_descent")
def starts_every_step_at_x0(reference: str) -> str:
    """From the second row on, your rows repeat themselves. From which point does the second step set out?"""
    return edit(reference, "trajectory[-1]", "trajectory[0]")


@mistake("gradient_descent")
def changes_the_point_in_place(reference: str) -> str:
    """All rows of your trajectory are the last point. How many arrays does your list hold, and how many names for the
    same one?
    """
    return """
        def gradient_descent(grad, x0, learning_rate, num_steps):
            x = np.array(x0)
            trajectory = [x]
            for _ in range(num_steps):
                x -= learning_rate * grad(x)
                trajectory.append(x)
            return np.array(trajectory)
    """


@mistake("gradient_descent")
def follows_the_sign_of_the_slope(reference: str) -> str:
    """Where the slope is gentle, how long should a step be, and how long is yours?"""
    return edit(reference, "rate * grad(x)", "rate * np.sign(grad(x))")


@mistake("gradient_descent")
def takes_steps_of_one_length(reference: str) -> str:
    """All your steps are equally long. Is the gradient in the formula divided by its norm?"""
    return edit(reference, "rate * grad(x)", "rate * grad(x) / max(float(np.linalg.norm(grad(x))), 1e-12)")


@mistake("gradient_descent")
def leaves_out_the_learning_rate(reference: str) -> str:
    """How does your trajectory change if the learning rate is halved?"""
    return edit(reference, "learning_rate * grad(x)", "grad(x)")


@mistake("gradient_descent")
def lets_the_learning_rate_decay(reference: str) -> str:
    """Does the formula say that the learning rate depends on the step?"""
    return edit(reference, "learning_rate * grad", "learning_rate / len(trajectory) * grad")


@mistake("gradient_descent")
def stops_when_the_slope_vanishes(reference: str) -> str:
    """How many rows should a trajectory have that arrives before its last step? What do the rows after that hold?"""
    return edit(
        reference,
        "        trajectory.append(",
        "        if np.linalg.norm(grad(x)) < 1e-6:\n            break\n        trajectory.append(",
    )


@mistake("gradient_descent")
def stops_when_the_point_runs_away(reference: str) -> str:
    """Your trajectory stops moving where the points get further and further away. Does the rule make an exception for
    a learning rate that is too large?
    """
    return edit(
        reference,
        "trajectory.append(x - learning_rate * grad(x))",
        "new = x - learning_rate * grad(x)\n"
        "        growing = np.linalg.norm(grad(new)) > np.linalg.norm(grad(x))\n"
        "        trajectory.append(x if growing else new)",
    )


# newton


@mistake("newton")
def adds_the_newton_step(reference: str) -> str:
    """On a parabola with its minimum at 0, where does one step from 1 lead, and where should it?"""
    return edit(reference, "x - jump", "x + jump")


@mistake("newton")
def divides_by_the_diagonal_only(reference: str) -> str:
    """Which entries of the matrix does your step depend on? On a quadratic function, does one step reach the minimum?"""
    return edit(reference, "np.linalg.solve(hessian(x), grad(x))", "grad(x) / np.diag(hessian(x))")


@mistake("newton")
def multiplies_by_the_hessian(reference: str) -> str:
    """Where f is strongly curved, should the step be longer or shorter? Which side of the equation H p = g do you know?"""
    multiplied = edit(reference, "np.linalg.solve(hessian(x), grad(x))", "hessian(x) @ grad(x)")
    return edit(multiplied, "grad(x) / hessian(x)", "grad(x) * hessian(x)")


@mistake("newton")
def inverts_every_entry(reference: str) -> str:
    """Is a matrix with the entries 1 / H_ij the inverse of H? Multiply the two and see."""
    return edit(reference, "np.linalg.solve(hessian(x), grad(x))", "(1 / hessian(x)) @ grad(x)")


@mistake("newton")
def keeps_the_first_hessian(reference: str) -> str:
    """The curvature is not the same everywhere. At which point is it evaluated in your second step?"""
    return reference.replace("hessian(x)", "hessian(x0)")


@mistake("newton")
def keeps_the_first_gradient(reference: str) -> str:
    """Does your trajectory stay where it is after it has reached a minimum? At which point is the slope evaluated?"""
    return reference.replace("grad(x)", "grad(x0)")


@mistake("newton")
def makes_the_curvature_positive(reference: str) -> str:
    """Where f is curved downwards, in which direction does x - f'(x) / f''(x) lead? Is there an absolute value in it?"""
    return edit(reference, "grad(x) / hessian(x)", "grad(x) / abs(hessian(x))")


@mistake("newton")
def walks_downhill_from_a_saddle(reference: str) -> str:
    """In several dimensions, your steps turn around where H has a negative eigenvalue. Does H p = g say so?"""
    return edit(
        reference,
        "np.linalg.solve(hessian(x), grad(x))",
        "grad(x) @ np.linalg.pinv((lambda e, v: (v * np.abs(e)) @ v.T)(*np.linalg.eigh(hessian(x))))",
    )


@mistake("newton")
def takes_half_newton_steps(reference: str) -> str:
    """On a parabola, Newton's method arrives after one step. How far do you get?"""
    return edit(reference, "x - jump", "x - 0.5 * jump")


@mistake("newton")
def divides_by_the_norm_of_the_hessian(reference: str) -> str:
    """Your step always has the direction of the gradient. Does the solution of H p = g have it too?"""
    return edit(reference, "np.linalg.solve(hessian(x), grad(x))", "grad(x) / np.linalg.norm(hessian(x))")


@mistake("newton")
def leaves_out_the_start_of_newton(reference: str) -> str:
    """What is the first row of your trajectory, and where was x before the first step?"""
    return edit(reference, "np.array(trajectory)", "np.array(trajectory[1:])")


@mistake("newton")
def newton_changes_the_point_in_place(reference: str) -> str:
    """All rows of your trajectory are the last point. How many arrays does your list hold, and how many names for the
    same one?
    """
    return """
        def newton(grad, hessian, x0, num_steps):
            x = np.array(x0)
            trajectory = [x]
            for _ in range(num_steps):
                x -= np.linalg.solve(hessian(x), grad(x)) if x.ndim else grad(x) / hessian(x)
                trajectory.append(x)
            return np.array(trajectory)
    """


@mistake("newton")
def newton_stops_when_it_arrives(reference: str) -> str:
    """How many rows should a trajectory have that arrives before its last step? What do the rows after that hold?"""
    return edit(
        reference,
        "        trajectory.append(",
        "        if np.linalg.norm(grad(x)) < 1e-6:\n            break\n        trajectory.append(",
    )


# damped_newton


@mistake("damped_newton")
def adds_the_damped_step(reference: str) -> str:
    """On a parabola with its minimum at 0, where does a half step from 1 lead, and where should it?"""
    return edit(reference, "x - damping", "x + damping")


@mistake("damped_newton")
def leaves_out_the_damping(reference: str) -> str:
    """How does your trajectory change if the damping is halved?"""
    return edit(reference, "damping * jump", "jump")


@mistake("damped_newton")
def always_halves_the_step(reference: str) -> str:
    """The value 0.5 is used where nothing else is said. What happens in your version if something else is?"""
    return edit(reference, "damping * jump", "0.5 * jump")


@mistake("damped_newton")
def takes_whole_steps_by_default(reference: str) -> str:
    """Which damping is in use when none is given? Is it the one in the docstring?"""
    return edit(reference, "damping: float = 0.5", "damping: float = 1.0")


@mistake("damped_newton")
def takes_away_the_damped_part(reference: str) -> str:
    """Is the damping the part of the step that is taken, or the part that is left out? What would 1 mean, then?"""
    return edit(reference, "damping * jump", "(1 - damping) * jump")


@mistake("damped_newton")
def divides_by_the_damping(reference: str) -> str:
    """Should a damping of 0.2 make the steps shorter or longer? Which do you see?"""
    return edit(reference, "damping * jump", "jump / damping")


@mistake("damped_newton")
def damps_more_with_every_step(reference: str) -> str:
    """Your steps get shorter more quickly than the formula says. Does the damping in it depend on the step?"""
    return edit(reference, "damping * jump", "damping ** len(trajectory) * jump")


@mistake("damped_newton")
def adds_the_damping_to_the_hessian(reference: str) -> str:
    """There is a method that adds a number to the curvature. Which one does the formula here describe: does the
    damping stand beside H or before the step?
    """
    added = edit(reference, "np.linalg.solve(hessian(x), grad(x))",
                 "np.linalg.solve(hessian(x) + damping * np.eye(len(x)), grad(x))")  # fmt: skip
    added = edit(added, "grad(x) / hessian(x)", "grad(x) / (hessian(x) + damping)")
    return edit(added, "damping * jump", "jump")


@mistake("damped_newton")
def damps_by_the_diagonal_only(reference: str) -> str:
    """Which entries of the matrix does your step depend on? With a damping of 1, is it Newton's step?"""
    return edit(reference, "np.linalg.solve(hessian(x), grad(x))", "grad(x) / np.diag(hessian(x))")


@mistake("damped_newton")
def damps_with_the_first_hessian(reference: str) -> str:
    """The curvature is not the same everywhere. At which point is it evaluated in your second step?"""
    return reference.replace("hessian(x)", "hessian(x0)")


@mistake("damped_newton")
def always_goes_downhill(reference: str) -> str:
    """Where f is curved downwards, does the formula turn the step around? Look for an absolute value in it."""
    return edit(
        reference,
        "trajectory.append(x - damping * jump)",
        "trajectory.append(x - damping * jump * (1.0 if np.sum(jump * grad(x)) >= 0 else -1.0))",
    )


@mistake("damped_newton")
def damped_newton_changes_the_point_in_place(reference: str) -> str:
    """All rows of your trajectory are the last point. How many arrays does your list hold, and how many names for the
    same one?
    """
    return """
        def damped_newton(grad, hessian, x0, num_steps, damping=0.5):
            x = np.array(x0)
            trajectory = [x]
            for _ in range(num_steps):
                x -= damping * (np.linalg.solve(hessian(x), grad(x)) if x.ndim else grad(x) / hessian(x))
                trajectory.append(x)
            return np.array(trajectory)
    """


# preconditioned_gradient_descent


@mistake("preconditioned_gradient_descent")
def leaves_out_the_preconditioner(reference: str) -> str:
    """How does your trajectory change if one of the curvatures is doubled?"""
    return edit(reference, " / np.abs(hessian_diagonal(x))", "")


@mistake("preconditioned_gradient_descent")
def multiplies_by_the_curvature(reference: str) -> str:
    """Along an axis with strong curvature, should the step be longer or shorter? Which is it in your version?"""
    return edit(reference, "/ np.abs", "* np.abs")


@mistake("preconditioned_gradient_descent")
def divides_by_negative_curvatures(reference: str) -> str:
    """Where the curvature along an axis is negative, in which direction does your step go: does f fall there?"""
    return edit(reference, "np.abs(hessian_diagonal(x))", "hessian_diagonal(x)")


@mistake("preconditioned_gradient_descent")
def divides_by_the_root_of_the_curvature(reference: str) -> str:
    """AdaGrad divides by a square root, of a sum of squared gradients. Is there a root in the formula here?"""
    return edit(reference, "np.abs(hessian_diagonal(x))", "np.sqrt(np.abs(hessian_diagonal(x)))")


@mistake("preconditioned_gradient_descent")
def keeps_the_first_curvatures(reference: str) -> str:
    """The curvature is not the same everywhere. At which point is it evaluated in your second step?"""
    return edit(reference, "np.abs(hessian_diagonal(x))", "np.abs(hessian_diagonal(x0))")


@mistake("preconditioned_gradient_descent")
def shares_one_curvature(reference: str) -> str:
    """How many different learning rates do the coordinates have in your version, and how many should there be?"""
    return edit(reference, "np.abs(hessian_diagonal(x))", "np.linalg.norm(hessian_diagonal(x))")


@mistake("preconditioned_gradient_descent")
def ignores_the_rate_of_preconditioned_steps(reference: str) -> str:
    """How does your trajectory change if the learning rate is halved?"""
    return edit(reference, "learning_rate * grad(x)", "grad(x)")


@mistake("preconditioned_gradient_descent")
def limits_the_rate_of_preconditioned_steps(reference: str) -> str:
    """Your steps with a learning rate above 1 are those with 1. Does the formula set a limit?"""
    return edit(reference, "learning_rate * grad", "min(learning_rate, 1.0) * grad")


@mistake("preconditioned_gradient_descent")
def adds_the_preconditioned_step(reference: str) -> str:
    """Does the value of f fall along your trajectory? Which sign does the step have in the formula?"""
    return edit(reference, "x - learning_rate", "x + learning_rate")


@mistake("preconditioned_gradient_descent")
def adds_one_to_the_curvature(reference: str) -> str:
    """A small number below a fraction keeps it from being divided by zero. How small is yours, beside the curvatures?"""
    return edit(reference, "np.abs(hessian_diagonal(x))", "(np.abs(hessian_diagonal(x)) + 1)")


# backtracking_line_search

WHILE = "    while f(x + step * direction) > value + c * step * slope:\n"
LIMITED = """    for _ in range(60):
        if f(x + step * direction) <= value + c * step * slope:
            break
"""  # for what would never end otherwise


@mistake("backtracking_line_search")
def accepts_any_decrease(reference: str) -> str:
    """How much lower does f have to be before a step size will do? What is the part of c in your version?"""
    return edit(reference, "value + c * step * slope", "value")


@mistake("backtracking_line_search")
def allows_an_increase(reference: str) -> str:
    """The slope along a direction of descent is negative. Is your bound above or below f(x)?"""
    return edit(reference, "value + c", "value - c")


@mistake("backtracking_line_search")
def forgets_the_step_size_in_the_bound(reference: str) -> str:
    """The slope promises a decrease in proportion to the length of the way. Does your bound change as the step size
    shrinks?
    """
    return edit(reference, WHILE, LIMITED.replace("c * step * slope", "c * slope"))


@mistake("backtracking_line_search")
def asks_for_the_whole_promise(reference: str) -> str:
    """A curved function falls by less than its slope at the start promises. Which fraction of that is asked for?"""
    return edit(reference, "c * step * slope", "min(c * 10, 1.0) * step * slope")


@mistake("backtracking_line_search")
def takes_the_squared_gradient_as_slope(reference: str) -> str:
    """For which direction is the slope along it the negative square of the gradient's norm? Is that the direction that
    is given?
    """
    limited = edit(reference, WHILE, LIMITED)
    return edit(limited, "grad(x) @ direction", "-(grad(x) @ grad(x))")


@mistake("backtracking_line_search")
def halves_whatever_is_asked_for(reference: str) -> str:
    """What becomes of a step size of 1 in your version, if shrink is 0.8?"""
    return edit(reference, "step = step * shrink", "step = step * 0.5")


@mistake("backtracking_line_search")
def takes_away_the_factor(reference: str) -> str:
    """Is shrink the part of the step size that remains, or the part that is taken away?"""
    return edit(reference, "step = step * shrink", "step = step * (1 - shrink)")


@mistake("backtracking_line_search")
def always_starts_with_one(reference: str) -> str:
    """Which step size is tried first in your version, if 3 is given for it?"""
    return edit(reference, "    while", "    step = 1.0\n    while")


@mistake("backtracking_line_search")
def shrinks_once_too_often(reference: str) -> str:
    """Does your result fulfil the condition? And does the step size before it fulfil it too?"""
    return edit(reference, "return step", "return step * shrink")


@mistake("backtracking_line_search")
def returns_the_step_before(reference: str) -> str:
    """Put your result into the condition: does it hold?"""
    return edit(reference, "return step", "return step / shrink")


@mistake("backtracking_line_search")
def shrinks_at_least_once(reference: str) -> str:
    """If the first step size lowers f by enough, what should be returned, and what do you return?"""
    return edit(reference, "    while", "    step = step * shrink\n    while")


@mistake("backtracking_line_search")
def shrinks_a_single_time(reference: str) -> str:
    """After shrinking the step size, do you look at the condition again?"""
    return edit(reference, "    while", "    if")


@mistake("backtracking_line_search")
def gives_up_after_ten_trials(reference: str) -> str:
    """How many trials does your search allow? Does its last one fulfil the condition?"""
    return edit(
        reference,
        "    while f(x + step * direction) > value + c * step * slope:\n",
        "    for _ in range(10):\n        if f(x + step * direction) <= value + c * step * slope:\n            break\n",
    )


@mistake("backtracking_line_search")
def goes_on_until_the_best_step(reference: str) -> str:
    """The first step size that lowers f by enough will do. Does your search go on after that?"""
    return edit(
        reference,
        "    return step",
        "    while f(x + step * shrink * direction) < f(x + step * direction):\n"
        "        step = step * shrink\n"
        "    return step",
    )


@mistake("backtracking_line_search")
def goes_against_the_direction(reference: str) -> str:
    """At which point is f compared with its value at x? The direction that is given leads downhill already."""
    return edit(
        reference,
        "    while f(x + step * direction) > value + c * step * slope:\n",
        "    for _ in range(40):\n        if f(x - step * direction) <= value + c * step * slope:\n            break\n",
    )


@mistake("backtracking_line_search")
def looks_at_the_slope_of_the_new_point(reference: str) -> str:
    """The bound is a line that starts at x. At which point does it take its slope?"""
    return edit(reference, "* slope", "* (grad(x + step * direction) @ direction)")


@mistake("backtracking_line_search")
def asks_for_more_than_equality(reference: str) -> str:
    """If the direction is zero, f does not change at all, and nothing is promised. Which step size meets the condition
    then, if equality is enough?
    """
    return edit(
        reference,
        "    while f(x + step * direction) > value + c * step * slope:\n",
        "    for _ in range(60):\n        if f(x + step * direction) < value + c * step * slope:\n            break\n",
    )


@mistake("backtracking_line_search")
def returns_the_new_point(reference: str) -> str:
    """The search is for one number. What do you return?"""
    return edit(reference, "return step", "return x + step * direction")


@mistake("backtracking_line_search")
def asks_for_a_thousandth(reference: str) -> str:
    """Which fraction c is in use when none is given? Is it the one in the docstring?"""
    return edit(reference, "c: float = 1e-4", "c: float = 1e-3")


@mistake("backtracking_line_search")
def moves_on_while_it_searches(reference: str) -> str:
    """All step sizes are tried from the same point. Is x still where it was after your first trial?"""
    return edit(
        reference,
        WHILE,
        LIMITED.replace("if f(x + step * direction)", "x = x + step * direction\n        if f(x)"),
    )


# conjugate_gradient


@mistake("conjugate_gradient")
def takes_steepest_descent_steps(reference: str) -> str:
    """Your directions are the negative residuals. What has to be added to them, so that a step does not spoil the
    earlier ones?
    """
    return edit(reference, "squared / previous * direction - residual", "-residual")


@mistake("conjugate_gradient")
def turns_beta_upside_down(reference: str) -> str:
    """The residual shrinks from step to step, as a rule. Should beta be above or below 1, then?"""
    return edit(reference, "squared / previous", "previous / squared")


@mistake("conjugate_gradient")
def takes_the_root_of_beta(reference: str) -> str:
    """Is beta a ratio of lengths, or one of squared lengths?"""
    return edit(reference, "squared / previous", "np.sqrt(squared / previous)")


@mistake("conjugate_gradient")
def subtracts_the_old_direction(reference: str) -> str:
    """Which sign does the old direction have in the new one? Compute p_0 · A p_1: is it zero?"""
    return edit(reference, "squared / previous * direction - residual", "-residual - squared / previous * direction")


@mistake("conjugate_gradient")
def forgets_the_old_residual(reference: str) -> str:
    """Your beta is 1 in every step. Is the old residual still known when beta is computed?"""
    return edit(reference, "squared / previous", "squared / squared")


@mistake("conjugate_gradient")
def keeps_the_first_square(reference: str) -> str:
    """With which residual does beta compare the new one: with the one before, or with the first one?"""
    return edit(
        reference,
        "previous, squared = squared, residual @ residual",
        "previous, squared = (A @ x0 - b) @ (A @ x0 - b), residual @ residual",
    )


@mistake("conjugate_gradient")
def starts_in_the_direction_of_the_residual(reference: str) -> str:
    """The residual is the gradient. Which way does the first direction have to point?"""
    return edit(reference, "-residual, residual @", "residual, residual @")


@mistake("conjugate_gradient")
def turns_the_residual_around(reference: str) -> str:
    """With r = A x - b, what is r when x is the solution? And which sign has the gradient of the function?"""
    return edit(reference, "A @ x0 - b", "A @ x0 + b")


@mistake("conjugate_gradient")
def divides_by_the_length_of_the_direction(reference: str) -> str:
    """How far to go depends on the curvature of the function along the direction. Where does A come into alpha?"""
    return edit(reference, "direction @ a_direction", "direction @ direction")


@mistake("conjugate_gradient")
def goes_back_along_the_direction(reference: str) -> str:
    """Does the value of the function fall with your first step? Which sign does alpha p have?"""
    return edit(reference, "x = x + alpha", "x = x - alpha")


@mistake("conjugate_gradient")
def keeps_the_first_residual(reference: str) -> str:
    """Compare your residual after a step with A x - b. Has it moved along with x?"""
    return edit(reference, "residual = residual + alpha * a_direction", "residual = residual + 0 * a_direction")


@mistake("conjugate_gradient")
def moves_the_residual_along_the_direction(reference: str) -> str:
    """If x changes by alpha p, by how much does A x - b change?"""
    return edit(reference, "residual = residual + alpha * a_direction", "residual = residual + alpha * direction")


@mistake("conjugate_gradient")
def multiplies_entry_by_entry(reference: str) -> str:
    """Which shape should the product of a matrix and a vector have, and which entries of A does yours use?"""
    return edit(reference, "A @ direction", "np.diag(A) * direction")


@mistake("conjugate_gradient")
def divides_zero_by_zero(reference: str) -> str:
    """What are alpha and beta once the residual is zero? How long can a trajectory go on after it has arrived?"""
    return edit(reference, "squared > negligible", "True")


@mistake("conjugate_gradient")
def looks_for_zero_at_the_end_of_a_step(reference: str) -> str:
    """You look out for a residual of zero after a step. May it be zero before the first one?"""
    return edit(reference, "squared > negligible", "squared > negligible or len(trajectory) == 1")


@mistake("conjugate_gradient")
def ends_the_trajectory_on_arrival(reference: str) -> str:
    """How many rows should a trajectory have that arrives before its last step? What do the rows after that hold?"""
    return edit(
        reference,
        "        trajectory.append(x)",
        "        if squared < 1e-14:\n            break\n        trajectory.append(x)",
    )


@mistake("conjugate_gradient")
def counts_on_arriving_after_d_steps(reference: str) -> str:
    """How many rows does your trajectory have if num_steps is larger than the number of dimensions?"""
    return edit(reference, "<= num_steps", "<= min(num_steps, len(b))")


@mistake("conjugate_gradient")
def begins_at_zero(reference: str) -> str:
    """What is the first row of your trajectory, and what is x0?"""
    return edit(reference, "    x, residual", "    x0 = 0 * x0\n    x, residual")


@mistake("conjugate_gradient")
def changes_the_iterate_in_place(reference: str) -> str:
    """All rows of your trajectory are the last point. How many arrays does your list hold, and how many names for the
    same one?
    """
    return edit(reference, "x = x + alpha * direction", "x += alpha * direction")


@mistake("conjugate_gradient")
def returns_only_the_solution(reference: str) -> str:
    """The last point says where the method ended. What is needed to draw the whole way?"""
    return edit(reference, "np.array(trajectory)", "x")


# noisy_gradient_descent


@mistake("noisy_gradient_descent")
def leaves_out_the_noise(reference: str) -> str:
    """How does your trajectory change if the noise is doubled?"""
    return edit(reference, "(grad(x) + error)", "grad(x)")


@mistake("noisy_gradient_descent")
def subtracts_the_noise(reference: str) -> str:
    """With a gradient of zero, in which direction does positive noise move x?"""
    return edit(reference, "grad(x) + error", "grad(x) - error")


@mistake("noisy_gradient_descent")
def adds_the_noise_to_the_point(reference: str) -> str:
    """Does the noise disturb the gradient, or the point itself? With a small learning rate, how far should it reach?"""
    return edit(reference, "schedule(k) * (grad(x) + error)", "schedule(k) * grad(x) + error")


@mistake("noisy_gradient_descent")
def repeats_the_first_noise(reference: str) -> str:
    """Which row of the noise belongs to the second step, and which do you take?"""
    return edit(reference, "grad(x) + error", "grad(x) + noise[0]")


@mistake("noisy_gradient_descent")
def takes_the_mean_of_the_noise(reference: str) -> str:
    """Each step has a noise of its own. How does yours differ from step to step?"""
    return edit(reference, "grad(x) + error", "grad(x) + noise.mean(axis=0)")


@mistake("noisy_gradient_descent")
def counts_the_steps_from_one(reference: str) -> str:
    """For which number does your first step ask the schedule?"""
    return edit(reference, "enumerate(noise)", "enumerate(noise, start=1)")


@mistake("noisy_gradient_descent")
def keeps_the_first_rate(reference: str) -> str:
    """How often do you ask the schedule, and what for?"""
    return edit(reference, "x - schedule(k)", "x - schedule(0)")


@mistake("noisy_gradient_descent")
def multiplies_the_rates(reference: str) -> str:
    """The schedule gives the learning rate itself, not a factor by which it changes. What is yours in the second step?"""
    return edit(reference, "x - schedule(k)", "x - np.prod([schedule(step) for step in range(k + 1)])")


@mistake("noisy_gradient_descent")
def lets_a_scheduled_rate_fall(reference: str) -> str:
    """Your learning rate falls even where the schedule does not. What do you divide it by?"""
    return edit(reference, "x - schedule(k)", "x - schedule(k) / (k + 1)")


@mistake("noisy_gradient_descent")
def climbs_with_the_noise(reference: str) -> str:
    """Does the value of f fall along your trajectory, if the noise is zero?"""
    return edit(reference, "x - schedule", "x + schedule")


@mistake("noisy_gradient_descent")
def leaves_the_last_noise_unused(reference: str) -> str:
    """How many steps does noise with one row allow, and how many do you take?"""
    return edit(reference, "enumerate(noise)", "enumerate(noise[:-1])")


@mistake("noisy_gradient_descent")
def takes_the_noisy_slope_at_the_start(reference: str) -> str:
    """Where is the gradient evaluated in your second step?"""
    return edit(reference, "(grad(x) + error)", "(grad(x0) + error)")


@mistake("noisy_gradient_descent")
def noisy_descent_changes_the_point_in_place(reference: str) -> str:
    """All rows of your trajectory are the last point. How many arrays does your list hold, and how many names for the
    same one?
    """
    return """
        def noisy_gradient_descent(grad, x0, schedule, noise):
            x = np.array(x0)
            trajectory = [x]
            for k in range(len(noise)):
                x -= schedule(k) * (grad(x) + noise[k])
                trajectory.append(x)
            return np.array(trajectory)
    """


# jensen_gap


@mistake("jensen_gap")
def subtracts_the_other_way_round(reference: str) -> str:
    """Should the gap of a convex function, such as a square, be positive or negative?"""
    return edit(reference, "mean_of_f - f(weights @ points)", "f(weights @ points) - mean_of_f")


@mistake("jensen_gap")
def takes_the_absolute_gap(reference: str) -> str:
    """How could your result tell a convex function from a concave one?"""
    return edit(reference, "mean_of_f - f(weights @ points)", "abs(mean_of_f - f(weights @ points))")


@mistake("jensen_gap")
def cuts_the_gap_off_at_zero(reference: str) -> str:
    """What would prove that a function is not convex? Can your result ever show it?"""
    return edit(reference, "mean_of_f - f(weights @ points)", "max(0.0, mean_of_f - f(weights @ points))")


@mistake("jensen_gap")
def takes_the_plain_mean_of_f(reference: str) -> str:
    """How does the mean of f change in your version if the first point gets more weight?"""
    return edit(reference, "sum(weight * f(point)", "sum(f(point) / len(points)")


@mistake("jensen_gap")
def takes_f_at_the_plain_mean(reference: str) -> str:
    """At which point is f evaluated for the second term, and how does that point depend on the weights?"""
    return edit(reference, "f(weights @ points)", "f(np.mean(points, axis=0))")


@mistake("jensen_gap")
def ignores_the_weights(reference: str) -> str:
    """How does your gap change if the first point gets more weight?"""
    plain = edit(reference, "sum(weight * f(point)", "sum(f(point) / len(points)")
    return edit(plain, "f(weights @ points)", "f(np.mean(points, axis=0))")


@mistake("jensen_gap")
def adds_up_f_without_weights(reference: str) -> str:
    """If f is the same number everywhere, what should the mean of f be, and what is it in your version?"""
    return edit(reference, "weight * f(point)", "f(point)")


@mistake("jensen_gap")
def divides_by_the_number_of_points_besides(reference: str) -> str:
    """The weights have the sum 1 already. If f is the same number everywhere, what is the mean of f in your version?"""
    return edit(reference, "weight * f(point)", "weight * f(point) / len(points)")


@mistake("jensen_gap")
def puts_the_weights_inside_f(reference: str) -> str:
    """Are the points multiplied with their weights in the first term, or the values of f at these points?"""
    return edit(reference, "weight * f(point)", "f(weight * point)")


@mistake("jensen_gap")
def weighs_the_coordinates(reference: str) -> str:
    """Is there one weight for each point or for each coordinate? Over which of the two does your sum run?"""
    return edit(reference, "f(weights @ points)", "f(points @ weights)")


@mistake("jensen_gap")
def leaves_out_f_at_the_mean(reference: str) -> str:
    """The gap is a difference. What is subtracted from the mean of f in your version?"""
    return edit(reference, "mean_of_f - f(weights @ points)", "mean_of_f")


@mistake("jensen_gap")
def adds_the_two_terms(reference: str) -> str:
    """For a straight line, the gap should be zero. What is it in your version?"""
    return edit(reference, "mean_of_f - f(", "mean_of_f + f(")
