using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;

namespace Tune.Clustering.Experiments;

/// <summary>
/// Something done by hand. What only writes about an experiment opens no session; what ends something opens one if
/// need be, so that nothing of an earlier one seems to be running still; what gives it more to do takes it up, where
/// this program can.
/// </summary>
/// <param name="Work">What is asked.</param>
/// <param name="Host">This machine.</param>
/// <param name="Knows">Whether this program has the code of an experiment.</param>
internal sealed record HandWork(ActOnExperiment Work, string Host, Func<ExperimentSpec, bool> Knows)
    : Asked.OfUser(Work)
{
    public override void Take(Turn turn)
    {
        var state = turn.State;
        var reply = ExperimentMachine.Decide(state, Make(turn.At)).Reply;
        if (reply is Reply.Acted { Receipt.IsRepeat: true } before)
        {
            turn.Answer(Taken(before.Receipt));
            return;
        }

        if (IsDone(state))
        {
            turn.Answer(Taken(new ActReceipt(IsRepeat: true)));
            return;
        }

        if (((reply as Reply.Refused)?.Why ?? Hindrance(turn)) is { } why)
        {
            turn.Answer(Refuse(why));
            return;
        }

        var at = turn.At;
        if (Ends(state) && !turn.HasSession && !state.IsOver)
        {
            turn.OpenSession(Host);

            // What the session lost has ended with it, and at that moment the machine takes it for stopped.
            at = Work.Act is UserAct.StopTrial { Trial: var trial } && !state.Trials.ContainsKey(trial)
                ? state.Last
                : turn.At;
        }

        turn.Written += Work.Act.ToJson().Length;
        reply = turn.Step(Make(at));
        if (GivesMore && !turn.HasSession && state is { IsOver: false, Status: ExperimentStatus.Active }
            && Knows(state.Spec!))
        {
            turn.OpenSession(Host);
        }

        turn.Answer(reply is Reply.Acted acted ? Taken(acted.Receipt) : Refuse(((Reply.Refused)reply).Why));
    }

    private bool GivesMore => Work.Act is UserAct.Resume or UserAct.Extend or UserAct.Enqueue;

    private ExperimentCommand.ByHand Make(Moment at) => new(at, Work.Act, Work.By);

    private ActTaken Taken(ActReceipt receipt) =>
        new(Work.Experiment, receipt.Trial, receipt.IsRepeat) { Id = Work.Id };

    private bool Ends(ExperimentState state) => Work.Act switch
    {
        UserAct.Pause or UserAct.Stop or UserAct.StopTrial => true,
        UserAct.Delete { Trial: { } trial } => state.Trials.ContainsKey(trial),
        UserAct.Delete => true,
        _ => false,
    };

    // Ending one trial of an experiment that was interrupted has it go on.
    private string? Hindrance(Turn turn)
    {
        var state = turn.State;
        if (state.Spec is not { } spec)
        {
            return null;
        }

        if (GivesMore && turn.HasSession && state.IsDraining)
        {
            return "The experiment is just being left; ask again once that is done.";
        }

        var goesOn = Work.Act is UserAct.Resume || (GivesMore && state.HasEnded)
            || (Work.Act is UserAct.StopTrial or UserAct.Delete { Trial: not null } && Ends(state)
                && state.Status == ExperimentStatus.Active);
        return goesOn && !turn.HasSession && !Knows(spec)
            ? $"For that the experiment has to go on, and this program does not have its training code, "
                + $"'{spec.Trainable}'{(spec.Space.HasCode ? "" : ", with the functions of its space")}: start "
                + "the program that has it, and ask there."
            : null;
    }

    // Sent again to an owner that has not heard of it: that the trial is over is what was asked for.
    private bool IsDone(ExperimentState state) =>
        Work is { IsAgain: true, Act: UserAct.StopTrial { Trial: var trial } }
        && trial.Number >= 0 && trial.Number < state.Proposed && !state.Trials.ContainsKey(trial);
}
