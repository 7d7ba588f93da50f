using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Storage.Export;

/// <summary>The two passes over a journal: the first when this is made, the second with <see cref="RowsAsync"/>, which
/// ends where the first did, so that a journal that grows meanwhile brings no column without a heading.</summary>
internal sealed class ReportScan
{
    private readonly Func<IAsyncEnumerable<ExperimentEvent>> _events;
    private readonly RolledBackReports? _rolledBack;
    private long _count;

    private ReportScan(Func<IAsyncEnumerable<ExperimentEvent>> events, bool withRolledBack)
    {
        _events = events;
        _rolledBack = withRolledBack ? null : new RolledBackReports();
    }

    public ReportColumns Columns { get; } = new();

    /// <summary>Makes the first pass.</summary>
    /// <param name="events">Reads the journal.</param>
    /// <param name="withRolledBack">Whether reports are wanted that no longer stand.</param>
    public static async Task<ReportScan> OverAsync(
        Func<IAsyncEnumerable<ExperimentEvent>> events, bool withRolledBack)
    {
        var scan = new ReportScan(events, withRolledBack);
        await foreach (var fact in events())
        {
            scan._count++;
            scan.Columns.Add(fact);
            scan._rolledBack?.Add(fact);
        }

        scan._rolledBack?.Complete();
        scan.Columns.Complete();
        return scan;
    }

    /// <summary>Every report that is wanted, with the configuration its trial had then.</summary>
    public async IAsyncEnumerable<ReportRow> RowsAsync()
    {
        var live = new Dictionary<TrialId, RowConfig>();
        var none = new RowConfig(Configuration.Empty);
        await foreach (var fact in FactsAsync())
        {
            switch (fact)
            {
                case ExperimentEvent.TrialProposed e:
                    live[e.Trial] = new RowConfig(e.Config);
                    break;
                case ExperimentEvent.Decided { Decision: Decision.CloneFrom clone } e:
                    live[e.Trial] = new RowConfig(clone.Config);
                    break;
                case ExperimentEvent.TrialEnded e:
                    live.Remove(e.Trial);
                    break;
                case ExperimentEvent.Reported e:
                    yield return new ReportRow(e, live.GetValueOrDefault(e.Trial, none));
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Everything that the first pass saw, without the reports that are not wanted.</summary>
    public async IAsyncEnumerable<ExperimentEvent> FactsAsync()
    {
        long at = 0;
        await foreach (var fact in _events())
        {
            if (++at > _count)
            {
                yield break;
            }

            if (fact is not ExperimentEvent.Reported e || _rolledBack?.Contains(e) != true)
            {
                yield return fact;
            }
        }
    }
}

/// <summary>One row before it is written.</summary>
internal readonly record struct ReportRow(ExperimentEvent.Reported Report, RowConfig Config);

/// <summary>A configuration with room for its written form, which all rows of the trial share.</summary>
internal sealed class RowConfig(Configuration config)
{
    public Configuration Config => config;

    public string? Cells { get; set; }
}
