using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>The stretches of one trial, as far as they stand: an attempt that goes on from an earlier place undoes what
/// came after it, as in <see cref="TrialLine"/>.</summary>
internal sealed class TrialCourse
{
    private readonly TrialId _trial;
    private readonly List<TrialSegment> _stretches = [];

    // In which stretch a checkpoint was saved, or taken over from a donor.
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    // The clone has been decided, and the attempt that is told to leave may still save.
    private bool _isLeaving;

    public TrialCourse(ExperimentEvent.TrialProposed proposed, long order)
    {
        _trial = proposed.Trial;
        _stretches.Add(new TrialSegment(order, 0, 0, proposed.Config, Donor: null));
    }

    public IReadOnlyList<TrialSegment> Stretches => _stretches;

    /// <summary>What is trained now, or comes next.</summary>
    private TrialSegment Last => _stretches[^1];

    public void Clone(Decision.CloneFrom clone, long order)
    {
        var from = clone.Checkpoint.Iteration;
        _stretches.Add(new TrialSegment(order, from, from, clone.Config, clone.Donor));
        _places[clone.Checkpoint.Digest] = _stretches.Count - 1;
        _isLeaving = true;
    }

    // A resent report may lie before what the stretch has reached.
    public void Report(int iteration) => _stretches[^1] = Last with { To = Math.Max(Last.To, iteration) };

    public void Save(CheckpointRef checkpoint) =>
        _places[checkpoint.Digest] = Math.Max(0, _stretches.Count - (_isLeaving ? 2 : 1));

    public void Start(CheckpointRef? from, long order)
    {
        _isLeaving = false;
        var (config, iteration) = (Last.Config, from?.Iteration ?? 0);
        var place = from is not null && _places.TryGetValue(from.Digest, out var known)
            ? Math.Min(known, _stretches.Count - 1)
            : Math.Max(0, _stretches.FindLastIndex(one => one.From <= iteration && one.Donor is null));
        _stretches.RemoveRange(place + 1, _stretches.Count - place - 1);
        if (Last.Config.Fingerprint == config.Fingerprint)
        {
            _stretches[^1] = Last with { To = Math.Max(Last.From, iteration) };
        }
        else if (from is null)
        {
            _stretches[^1] = new TrialSegment(order, 0, 0, config, Donor: null);
        }
        else
        {
            // Its own weights of before it became a clone, and the configuration of the clone.
            _stretches[^1] = Last with { To = Math.Max(Last.From, iteration) };
            _stretches.Add(new TrialSegment(order, iteration, iteration, config, _trial));
        }
    }
}
