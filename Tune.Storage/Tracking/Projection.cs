using Tune.Engine.Experiments;
using Tune.Engine.Portraits;

namespace Tune.Storage.Tracking;

/// <summary>
/// What people can ask of an experiment: its portrait, and the reports that curves are read from. The same for every
/// kind of store; only where the rows are kept differs.
/// </summary>
internal sealed class Projection(ExperimentPortrait experiment, ITrialRows trials)
{
    private readonly PortraitFold _fold = new(experiment, trials);

    /// <summary>The experiment as a whole.</summary>
    public ExperimentPortrait Experiment => experiment;

    /// <summary>Takes in the next event.</summary>
    /// <exception cref="InvalidDataException">It cannot follow what came before it.</exception>
    public void Apply(ExperimentEvent fact)
    {
        try
        {
            _fold.Apply(fact);
            if (fact is ExperimentEvent.Reported reported)
            {
                Keep(trials.Row(reported.Trial), reported);
            }
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private void Keep(TrialRow row, ExperimentEvent.Reported reported)
    {
        row.Count(reported.Metrics);
        if (row.Tail.Add(reported) == PointChunk.Capacity)
        {
            trials.Close(row, row.Tail.Bytes);
            row.Tail.Clear();
            row.Chunks++;
        }
    }
}
