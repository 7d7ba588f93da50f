using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Storage.Journal;

/// <summary>What an event may refer back to within its frame. Starts empty with every frame.</summary>
internal struct FrameContext
{
    public Moment At;
    public TrialId Trial;
    public Attempt Attempt;
    public int Sequence;
    public int Iteration;

    public readonly bool IsOnLastReport(ExperimentEvent.Decided decided) =>
        Sequence > 0 && decided.Sequence == Sequence && decided.Iteration == Iteration
        && decided.Trial == Trial && decided.Attempt == Attempt;

    public void Remember(ExperimentEvent.Reported reported)
    {
        Trial = reported.Trial;
        Attempt = reported.Attempt;
        Sequence = reported.Sequence;
        Iteration = reported.Iteration;
    }
}

/// <summary>The outcomes of an attempt as they are numbered on the disk.</summary>
internal static class OutcomeTag
{
    public const byte Completed = 0;
    public const byte Obeyed = 1;
    public const byte Interrupted = 2;
    public const byte Failed = 3;
    public const byte Lost = 4;
}
