using Tune.Engine.Experiments;
using Tune.Engine.Portraits;
using Tune.Engine.Results;

namespace Tune.Hosting.Observing;

/// <summary>A cheap running picture of one experiment for terminals, folded from its durable events. Never read by a
/// decision. Safe for many threads.</summary>
internal sealed class SweepView
{
    private readonly Lock _gate = new();
    private LivePortrait _portrait = new("");
    private SweepSnapshot _before = SweepSnapshot.Nothing;
    private long _position;

    /// <summary>What there was before anything was asked of it.</summary>
    public SweepSnapshot Before
    {
        get
        {
            lock (_gate)
            {
                return _before;
            }
        }
    }

    /// <summary>How many events it shows.</summary>
    public long Position
    {
        get
        {
            lock (_gate)
            {
                return _position;
            }
        }
    }

    /// <summary>Shows what somebody else has folded, unless it shows more already.</summary>
    public void TakeUp(LivePortrait portrait)
    {
        lock (_gate)
        {
            if (portrait.Experiment.Position > _position)
            {
                (_portrait, _position) = (portrait, portrait.Experiment.Position);
            }
        }
    }

    /// <summary>What it shows now is what there was before.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _before = SweepSnapshot.Of(_portrait);
        }
    }

    /// <summary>Takes in events; those it has shown before are skipped.</summary>
    /// <param name="at">The position of the first.</param>
    /// <param name="events">The events.</param>
    /// <returns>Those that are new.</returns>
    public IReadOnlyList<ExperimentEvent> Show(long at, IReadOnlyList<ExperimentEvent> events)
    {
        lock (_gate)
        {
            if (at > _position)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(at), at, $"The next event is at {_position}; some would be left out.");
            }

            var known = (int)Math.Min(_position - at, events.Count);
            ExperimentEvent[] news = [.. events.Skip(known)];
            foreach (var fact in news)
            {
                _portrait.Apply(fact);
                _position++;
            }

            return news;
        }
    }

    /// <summary>What it shows, as an answer that stays as it is; null before the experiment was created.</summary>
    public ExperimentSummary? Summary()
    {
        lock (_gate)
        {
            return _portrait.Experiment.ToSummary();
        }
    }

    /// <summary>The picture now.</summary>
    public SweepSnapshot Snapshot()
    {
        lock (_gate)
        {
            return SweepSnapshot.Of(_portrait);
        }
    }
}
