namespace Tune.Hosting.Control;

/// <summary>What a second terminal may ask of the process that owns a store.</summary>
/// <param name="Action">pause, stop, stop-trial, view or ping.</param>
/// <param name="Experiment">Which experiment; empty for ping, and for view the path of the page.</param>
/// <param name="Trial">Which trial, for stop-trial.</param>
internal sealed record ControlRequest(string Action, string Experiment, int? Trial = null);

/// <summary>The owner's answer.</summary>
internal sealed record ControlReply(bool Ok, string Message);
