using Tune.Engine.Experiments;
using Tune.Engine.Results;

namespace Tune.Storage.Tracking;

/// <summary>What the projection knows of an experiment as a whole.</summary>
internal sealed class ExperimentRow(string name)
{
    public string Name => name;

    public ExperimentSpec? Spec { get; set; }

    public ExperimentStatus Status { get; set; }

    public bool IsOpen { get; set; }

    public string Why { get; set; } = "";

    public int Trials { get; set; }

    public long Reports { get; set; }

    public long Events { get; set; }

    public BestResult? Best { get; set; }

    public Moment Created { get; set; }

    public Moment Last { get; set; }

    public ExperimentSummary? ToSummary() => Spec is null ? null : new ExperimentSummary
    {
        Name = Name,
        Spec = Spec,
        Status = Status,
        IsOpen = IsOpen,
        Why = Why,
        Trials = Trials,
        Reports = Reports,
        Events = Events,
        Best = Best,
        Created = Created,
        Last = Last,
    };
}
