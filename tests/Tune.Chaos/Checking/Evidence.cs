namespace Tune.Chaos.Checking;

/// <summary>Two witnesses of one sweep: the trainable's ledger and the store's exports, as text.</summary>
internal sealed record Evidence(string[] Ledger, string[] Reports, string[] Decisions);
