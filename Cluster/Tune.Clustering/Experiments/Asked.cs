using System.Collections.Immutable;
using Akka.Actor;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Experiments;

/// <summary>Something that waits for the next turn.</summary>
internal abstract record Asked
{
    /// <summary>Decides it and notes what is to be answered.</summary>
    public abstract void Take(Turn turn);

    /// <summary>Whether it makes an experiment that is not there.</summary>
    public virtual bool Makes => false;

    /// <summary>A request of a user.</summary>
    internal abstract record OfUser(ExperimentRequest Request) : Asked
    {
        protected Accepted Accept(Turn turn) => new(Request.Experiment, turn.State.Term) { Id = Request.Id };

        /// <summary>Says that it will not be done.</summary>
        public Refused Refuse(string why) => new(Request.Experiment, [why]) { Id = Request.Id };

        /// <summary>What to say if there is no such experiment.</summary>
        public virtual Answer NotThere(string why) => Refuse(why);
    }

    /// <summary>A command of a user. Without a session one is opened for it, so that nothing of an earlier one seems
    /// to be running still.</summary>
    internal sealed record Command(ExperimentRequest Request, string Host, Func<Moment, ExperimentCommand> Make)
        : OfUser(Request)
    {
        public override void Take(Turn turn)
        {
            if (!turn.HasSession && turn.State is { Exists: true, IsOver: false })
            {
                turn.OpenSession(Host);
            }

            turn.Answer(
                turn.Step(Make(turn.At)) is Reply.Refused refused && !IsDone(turn.State)
                    ? Refuse(refused.Why)
                    : Accept(turn));
        }

        // Sent again to an owner that has not heard of it: that the trial is over is what was asked for.
        private bool IsDone(ExperimentState state) => Request is StopTrial { IsAgain: true, Trial: var trial }
            && trial.Number < state.Proposed && !state.Trials.ContainsKey(trial);
    }

    /// <summary>Leave in good order. Answered once nothing runs and the session is closed.</summary>
    internal sealed record Leave(ExperimentRequest Request) : OfUser(Request)
    {
        public override Answer NotThere(string why) => new Drained(Request.Experiment) { Id = Request.Id };

        public override void Take(Turn turn)
        {
            if (turn.HasSession)
            {
                turn.Step(new ExperimentCommand.Drain(turn.At));
            }
        }
    }

    /// <summary>A command of the clock: nobody is answered.</summary>
    internal sealed record Timed(Func<Moment, ExperimentCommand> Make) : Asked
    {
        public override void Take(Turn turn) => turn.Step(Make(turn.At));
    }

    /// <summary>Submit, and begin a session if there is something to do.</summary>
    /// <param name="Request">Who asks.</param>
    /// <param name="Spec">What is asked; null for what is stored.</param>
    /// <param name="Again">Trials that failed for good and are to run again; null for none.</param>
    /// <param name="Host">This machine.</param>
    internal sealed record Submit(
        ExperimentRequest Request, ExperimentSpec? Spec, SecondChance? Again, string Host) : OfUser(Request)
    {
        /// <summary>What is written about it when it is made; it must be a new one then.</summary>
        public SubmitMark? Mark { get; init; }

        public override bool Makes => Spec is not null;

        public override void Take(Turn turn)
        {
            if (Mark is { } mark && turn.State.Exists)
            {
                turn.Answer(IsMadeBy(mark, turn) is { } why ? Refuse(why) : Accept(turn));
            }
            else if (turn.State.IsDraining && turn.HasSession)
            {
                turn.Answer(Refuse("The experiment is just being left; submit it again once that is done."));
            }
            else if ((Spec ?? turn.State.Spec) is not { } spec)
            {
                turn.Answer(Refuse($"There is no experiment '{Request.Experiment}'."));
            }
            else if (Mark is { } asked && Wrong(asked) is { } problem)
            {
                turn.Answer(Refuse(problem));
            }
            else if (turn.Step(new ExperimentCommand.Submit(turn.At, spec, Chance(turn.State)))
                is Reply.Refused refused)
            {
                turn.Answer(Refuse(refused.Why));
            }
            else if (Mark is { } written
                && turn.Step(new ExperimentCommand.ByHand(turn.At, written.Act, written.By)) is Reply.Refused wrong)
            {
                // Checked before it was asked; what is made is made.
                turn.Answer(Refuse(wrong.Why));
            }
            else
            {
                if (!turn.HasSession && !turn.State.IsOver)
                {
                    turn.OpenSession(Host);
                }
                else if (!turn.HasSession)
                {
                    turn.Tidy();
                }

                turn.Answer(Accept(turn));
            }
        }

        // Before it is made: what is made is made.
        private static string? Wrong(SubmitMark mark) =>
            string.Join(' ', [.. mark.By.Problems(), .. mark.Act.Problems()]) is { Length: > 0 } problems
                ? problems : null;

        // Null where the same was made before, under the same key.
        private static string? IsMadeBy(SubmitMark mark, Turn turn) =>
            ExperimentMachine.Decide(turn.State, new ExperimentCommand.ByHand(turn.At, mark.Act, mark.By)).Reply switch
            {
                Reply.Acted { Receipt.IsRepeat: true } => null,
                Reply.Refused { Why: var why } when why.Contains("under the key", StringComparison.Ordinal) => why,
                _ => $"Name is '{turn.State.Spec!.Name}', which an experiment has already; give the new one another.",
            };

        // Sent again to an owner that has not heard of it: those it names run again already.
        private SecondChance? Chance(ExperimentState state) =>
            Request.IsAgain && Again is { Trials.IsEmpty: false } again && again.Trials.All(trial =>
                trial.Number >= 0 && trial.Number < state.Proposed && !state.FailedTrials.Contains(trial))
                ? null
                : Again;
    }

    /// <summary>What a node's attempts have to say.</summary>
    internal sealed record Batch(IActorRef From, ReportBatch Reports) : Asked
    {
        public override void Take(Turn turn)
        {
            var answers = ImmutableArray.CreateBuilder<TrialAnswer>(Reports.Messages.Length);
            foreach (var message in Reports.Messages)
            {
                answers.Add(turn.Take(message, Reports.IsAgain));
            }

            turn.Answer(From, new BatchAnswers(
                Reports.Experiment, turn.State.Term, turn.Epoch, Reports.Number, answers.MoveToImmutable()));
        }
    }

    /// <summary>A node goes on with what it ran for an owner that is gone, or says that it runs nothing.</summary>
    internal sealed record Rejoin(IActorRef From, AttemptsHeld Held) : Asked
    {
        public override void Take(Turn turn)
        {
            var state = turn.State;
            if (Held.Term != state.Term || !state.IsOpen)
            {
                turn.Answer(From, new DropAttempts(
                    Held.Experiment, Held.Term, turn.Epoch, $"session {Held.Term} of the experiment is over"));
                return;
            }

            if (Held.Attempts.IsEmpty && !turn.HasSession)
            {
                if (Held.Asked == turn.Epoch)
                {
                    turn.Miss(Held.Node.Name);
                }

                return;
            }

            turn.TakeOver();
            // What the last owner had sent on its way may come after what a node says by itself.
            turn.Join(From, Held);
            var isComplete = Held.Asked == turn.Epoch && turn.Hear(Held.Node.Name);
            var known = Held.Attempts.Where(held => turn.IsRunning(held, Held.Node.Name)).ToArray();
            turn.Keep(known);
            turn.Answer(From, new AttemptsKept(
                Held.Experiment, Held.Term, turn.Epoch,
                [.. Held.Attempts.Except(known).Select(h => new LeaveOrder(h.Trial, h.Attempt, Leaving.Stop))]));

            if (isComplete)
            {
                Lose(turn, known);
            }
        }

        // Started in the journal, and the owner was gone before it had told the node.
        private void Lose(Turn turn, IEnumerable<HeldAttempt> known)
        {
            var lost = new AttemptOutcome.Lost("its owner was gone before the node was told to run it");
            var kept = known.Select(held => held.Trial).ToHashSet();
            foreach (var trial in turn.State.RunningInOrder
                .Where(trial => trial.Where.On(Held.Node.Name).Count > 0 && !kept.Contains(trial.Id)).ToArray())
            {
                turn.Step(new ExperimentCommand.EndAttempt(turn.At, trial.Id, trial.Attempt, lost));
            }
        }
    }

    /// <summary>A node is gone, or has lost track of what it ran.</summary>
    internal sealed record NodeGone(string Node) : Asked
    {
        public override void Take(Turn turn)
        {
            var lost = new AttemptOutcome.Lost($"node '{Node}' is gone");
            foreach (var trial in turn.State.RunningInOrder.Where(trial => trial.Where.On(Node).Count > 0).ToArray())
            {
                turn.Step(new ExperimentCommand.EndAttempt(turn.At, trial.Id, trial.Attempt, lost));
            }
        }
    }

    /// <summary>Attempts that were to leave before anybody was told to run them.</summary>
    internal sealed record NeverStarted(ImmutableArray<(TrialId Trial, Attempt Attempt)> Attempts) : Asked
    {
        public override void Take(Turn turn)
        {
            foreach (var (trial, attempt) in Attempts)
            {
                turn.Step(new ExperimentCommand.EndAttempt(
                    turn.At, trial, attempt, AttemptOutcome.Interrupted.Instance));
            }
        }
    }
}
