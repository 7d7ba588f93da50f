using Tune.Engine.Metrics;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>What is known of one trial.</summary>
internal sealed class TpeTrial
{
    /// <summary>Where its configuration lies, by coordinate; NaN where a parameter is not active.</summary>
    public required double[] Located { get; set; }

    /// <summary>The score of the last report; the worst if one of several objectives is missing.</summary>
    public Score Score { get; set; }

    /// <summary>All objectives there, larger is better; empty when there is only one.</summary>
    public double[] Values { get; set; } = [];

    /// <summary>The violation of the constraints there.</summary>
    public double Violation { get; set; }

    /// <summary>Its place among the others once it has ended or been paused; null while it has not.</summary>
    public TpeRank? Rank { get; set; }
}
