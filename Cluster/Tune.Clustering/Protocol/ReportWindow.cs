namespace Tune.Clustering.Protocol;

/// <summary>How far an attempt may run ahead of the answers to what it says.</summary>
internal static class ReportWindow
{
    /// <summary>The most reports of one attempt that may wait for their answers, on a thread as in a process.</summary>
    public const int Reports = 64;
}
