using Akka.Actor;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Experiments;

/// <remarks>
/// Every request is answered once, and what comes again is answered as before. One that lies here when the actor ends
/// is sent again to the next one.
/// </remarks>
internal sealed partial class ExperimentActor
{
    // With when they asked.
    private readonly Dictionary<RequestId, long> _drainers = [];

    private void Take(ExperimentRequest request)
    {
        if (!_requests.Begin(request, Sender, out var answer))
        {
            Sender.Tell(answer ?? new Underway(_name, Waits(), _epoch, Grace()) { Id = request.Id });
            return;
        }

        switch (request)
        {
            case SubmitExperiment submit:
                Submit(submit);
                break;
            case ResumeExperiment:
                Ask(new Asked.Submit(request, null, null, _parts.Host));
                break;
            case PauseExperiment:
                Ask(new Asked.Command(request, _parts.Host, at => new ExperimentCommand.Pause(at)));
                break;
            case StopExperiment:
                Ask(new Asked.Command(request, _parts.Host, at => new ExperimentCommand.Stop(at)));
                break;
            case StopTrial { Trial: var trial }:
                Ask(new Asked.Command(request, _parts.Host, at => new ExperimentCommand.StopTrial(at, trial)));
                break;
            case ActOnExperiment act:
                Ask(new HandWork(
                    act, _parts.Host, spec => _parts.Trainables.Contains(spec.Trainable) && spec.Space.HasCode));
                break;
            case DrainExperiment:
                Drain(request);
                break;
            default:
                Refuse(request, $"The request {request.GetType().Name} is not known.");
                break;
        }
    }

    private string Waits() => _pump.Trouble.Length > 0
        ? $"the store takes nothing at the moment. {_pump.Trouble}"
        : _opening is not null ? "its journal is being read."
        : _gathering.IsOn ? "the nodes are asked what runs."
        : StoringFor() >= LeaveWithin / 2 ? Silence() : "";

    private TimeSpan Grace() => _open?.State.Spec?.Limits.StopGrace ?? TimeSpan.Zero;

    private void Refuse(ExperimentRequest request, params string[] problems) =>
        Answer(new Refused(_name, [.. problems]) { Id = request.Id });

    private void Submit(SubmitExperiment submit)
    {
        ExperimentSpec spec;
        string[] problems;
        try
        {
            spec = _parts.Bind(submit.Spec);
            problems = [.. spec.Problems(), .. UnknownTrainable(spec)];
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            Refuse(submit, e.Message);
            return;
        }

        if (problems.Length > 0)
        {
            Refuse(submit, problems);
            return;
        }

        Ask(new Asked.Submit(submit, spec, submit.Again, _parts.Host) { Mark = submit.Mark });
    }

    private IEnumerable<string> UnknownTrainable(ExperimentSpec spec)
    {
        if (!_parts.Trainables.Contains(spec.Trainable))
        {
            yield return $"Trainable is '{spec.Trainable}', which this program does not know; it knows "
                + string.Join(", ", _parts.Trainables.Order(StringComparer.Ordinal).Select(name => $"'{name}'")) + ".";
        }
    }

    // What this owner has closed itself is not opened once more to see that.
    private void Drain(ExperimentRequest request)
    {
        if (_pump is { State: PumpState.Closed, IsAtRest: true } && _hasClosed)
        {
            Answer(new Drained(_name) { Id = request.Id });
            return;
        }

        _drainers.Add(request.Id, _parts.Clock.GetTimestamp());
        Ask(new Asked.Leave(request));
    }

    // Who only listens makes nobody an owner: the journal stays closed if it is.
    private void Subscribe()
    {
        _subscribers.Add(Sender);
        Context.Watch(Sender);
        Sender.Tell(Standing());
    }

    private void Unsubscribe(IActorRef subscriber)
    {
        _subscribers.Remove(subscriber);
        Context.Unwatch(subscriber);
        Retire();
    }
}
