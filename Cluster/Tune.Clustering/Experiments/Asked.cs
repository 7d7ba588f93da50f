using System.Collections.Immutable;
using Akka.Actor;
using Tune.Clustering.Nodes;
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

    /// <summary>Whom to tell that it will not be done; nobody for what no user asked.</summary>
    protected virtual IActorRef Asker => ActorRefs.Nobody;

    /// <summary>Says that it will not be done.</summary>
    public void Refuse(string experiment, string why)
    {
        if (!Asker.IsNobody())
        {
            Asker.Tell(new Refused(experiment, [why]));
        }
    }

    /// <summary>A command of a user. Without a session one is opened for it, so that nothing of an earlier one seems
    /// to be running still.</summary>
    internal sealed record Command(
        IActorRef From, string Experiment, string Host, Func<Moment, ExperimentCommand> Make) : Asked
    {
        protected override IActorRef Asker => From;

        public override void Take(Turn turn)
        {
            if (!turn.HasSession && turn.State is { Exists: true, IsOver: false })
            {
                turn.OpenSession(Host);
            }

            turn.Answer(
                From,
                turn.Step(Make(turn.At)) is Reply.Refused refused
                    ? new Refused(Experiment, [refused.Why])
                    : new Accepted(Experiment, turn.State.Term));
        }
    }

    /// <summary>A command of the clock: nobody is answered.</summary>
    internal sealed record Timed(Func<Moment, ExperimentCommand> Make) : Asked
    {
        public override void Take(Turn turn) => turn.Step(Make(turn.At));
    }

    /// <summary>Submit, and begin a session if there is something to do.</summary>
    /// <param name="From">Who asks.</param>
    /// <param name="Experiment">Which experiment.</param>
    /// <param name="Spec">What is asked; null for what is stored.</param>
    /// <param name="Host">This machine.</param>
    internal sealed record Submit(IActorRef From, string Experiment, ExperimentSpec? Spec, string Host) : Asked
    {
        public override bool Makes => Spec is not null;

        protected override IActorRef Asker => From;

        public override void Take(Turn turn)
        {
            if (turn.State.IsDraining && turn.HasSession)
            {
                turn.Answer(From, new Refused(
                    Experiment, ["The experiment is just being left; submit it again once that is done."]));
            }
            else if ((Spec ?? turn.State.Spec) is not { } spec)
            {
                turn.Answer(From, new Refused(Experiment, [$"There is no experiment '{Experiment}'."]));
            }
            else if (turn.Step(new ExperimentCommand.Submit(turn.At, spec)) is Reply.Refused refused)
            {
                turn.Answer(From, new Refused(Experiment, [refused.Why]));
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

                turn.Answer(From, new Accepted(Experiment, turn.State.Term));
            }
        }
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
                Reports.Experiment, turn.State.Term, Reports.Number, answers.MoveToImmutable()));
        }
    }

    /// <summary>A node goes on with what it ran for an owner that is gone.</summary>
    internal sealed record Rejoin(IActorRef From, AttemptsHeld Held) : Asked
    {
        public override void Take(Turn turn)
        {
            var state = turn.State;
            if (Held.Term != state.Term || !state.IsOpen)
            {
                turn.Answer(From, new DropAttempts(
                    Held.Experiment, Held.Term, $"session {Held.Term} of the experiment is over"));
                return;
            }

            turn.TakeOver();
            var isComplete = turn.Join(From, Held);
            var known = Held.Attempts.Where(held => turn.IsRunning(held, Held.Node.Name)).ToArray();
            turn.Keep(known);
            turn.Answer(From, new AttemptsKept(
                Held.Experiment, Held.Term,
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
                .Where(trial => trial.Node == Held.Node.Name && !kept.Contains(trial.Id)).ToArray())
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
            foreach (var trial in turn.State.RunningInOrder.Where(trial => trial.Node == Node).ToArray())
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
