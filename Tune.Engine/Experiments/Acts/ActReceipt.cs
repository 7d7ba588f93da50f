using Tune.Engine.Trials;

namespace Tune.Engine.Experiments.Acts;

/// <summary>What came of an act that was done.</summary>
/// <param name="Trial">The trial that was enqueued; null for other acts.</param>
/// <param name="IsRepeat">Whether it had been done before, under the same key, and so was not done again.</param>
public sealed record ActReceipt(TrialId? Trial = null, bool IsRepeat = false);
