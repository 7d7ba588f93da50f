using Tune.Engine.Experiments;
using Tune.Engine.Trials;
using Tune.Hosting.Control;
using Tune.Hosting.Results;

namespace Tune.Hosting;

public sealed partial class TuneHost
{
    /// <summary>Makes a link to the viewer that is served from here, from a path; null where none is served.</summary>
    internal Func<string, Uri>? ViewerLink { get; set; }

    /// <summary>Does what a second terminal asks for.</summary>
    internal async Task<ControlReply> ControlAsync(ControlRequest request, CancellationToken cancellation)
    {
        if (request.Action is not ("ping" or "view") && !await Opened.ExistsAsync(request.Experiment, cancellation))
        {
            var unknown = await UnknownExperimentException.InAsync(Opened, request.Experiment, cancellation);
            return new ControlReply(false, unknown.Message);
        }

        try
        {
            switch (request.Action)
            {
                case "ping":
                    return new ControlReply(true, $"process {Environment.ProcessId} holds {Location}");
                case "view":
                    return ViewerLink is { } link
                        ? new ControlReply(true, link(request.Experiment).ToString())
                        : new ControlReply(
                            false, $"Process {Environment.ProcessId}, which holds {Location}, serves no viewer.");
                case "pause":
                    await PauseAsync(request.Experiment, cancellation);
                    return new ControlReply(true, $"{request.Experiment} is paused; resume goes on");
                case "stop":
                    await StopAsync(request.Experiment, cancellation);
                    return new ControlReply(true, $"{request.Experiment} is stopped");
                case "stop-trial" when request.Trial is { } trial:
                    await StopTrialAsync(request.Experiment, new TrialId(trial), cancellation);
                    return new ControlReply(true, $"trial {trial} of {request.Experiment} is stopped");
                default:
                    return new ControlReply(false, $"The request '{request.Action}' is not known.");
            }
        }
        catch (InvalidExperimentException refusal)
        {
            return new ControlReply(false, $"{request.Experiment}: {string.Join(' ', refusal.Problems)}");
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or TimeoutException)
        {
            return new ControlReply(false, refusal.Message);
        }
    }
}
