namespace Tune.Hosting;

/// <summary>What came of an order.</summary>
/// <param name="Experiment">The name of the experiment.</param>
/// <param name="IsRepeat">Whether it had been submitted before, under the same key, and so was not again.</param>
public sealed record Submitted(string Experiment, bool IsRepeat);
