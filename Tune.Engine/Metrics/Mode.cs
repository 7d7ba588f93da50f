namespace Tune.Engine.Metrics;

/// <summary>Which end of a metric is good.</summary>
public enum Mode
{
    /// <summary>Larger is better.</summary>
    Max,

    /// <summary>Smaller is better.</summary>
    Min,
}
