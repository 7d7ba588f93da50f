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
