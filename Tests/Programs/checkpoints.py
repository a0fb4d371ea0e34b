"""Steps that are kept, and a failure on the way unless the run goes on from a checkpoint."""


def main(backend, user_messenger, steps=4, fails_at=2):
    """Entry point.

    Args:
        steps: How many steps there are.
        fails_at: After so many steps a run that began anew raises.
    """
    before = user_messenger.last_checkpoint
    done = [] if before is None else before["done"]
    for step in range(len(done), steps):
        if before is None and step == fails_at:
            raise RuntimeError("half-way")
        done.append(step)
        number = user_messenger.checkpoint({"done": done})
        user_messenger.progress(len(done), steps)
        user_messenger.publish({"step": step, "number": number})
    return done
