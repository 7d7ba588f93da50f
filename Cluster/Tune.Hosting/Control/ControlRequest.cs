namespace Tune.Hosting.Control;

/// <summary>What a second terminal may ask of the process that owns a store.</summary>
/// <param name="Action">pause, stop, stop-trial or ping.</param>
/// <param name="Experiment">Which experiment; empty for ping.</param>
/// <param name="Trial">Which trial, for stop-trial.</param>
internal sealed record ControlRequest(string Action, string Experiment, int? Trial = null);

/// <summary>The owner's answer.</summary>
internal sealed record ControlReply(bool Ok, string Message);
