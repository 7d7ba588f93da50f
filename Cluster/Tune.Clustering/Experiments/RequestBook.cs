using Akka.Actor;
using Tune.Clustering.Protocol;

namespace Tune.Clustering.Experiments;

/// <summary>
/// What an owner was asked and what it answered: a request that comes again is done once, and answered as before.
/// </summary>
internal sealed class RequestBook
{
    // A request is sent again within seconds; what was answered that long before is not asked for any more.
    private const int AnswersMax = 4096;

    private readonly Dictionary<RequestId, IActorRef> _underway = [];
    private readonly Dictionary<RequestId, Answer> _answered = [];
    private readonly Queue<RequestId> _order = new();

    /// <summary>Notes a request.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="from">By whom.</param>
    /// <param name="answer">What it was answered, if it was.</param>
    /// <returns>Whether it is new, and so to be done.</returns>
    public bool Begin(ExperimentRequest request, IActorRef from, out Answer? answer) =>
        !_answered.TryGetValue(request.Id, out answer) && _underway.TryAdd(request.Id, from);

    /// <summary>Answers one. Only the first answer counts.</summary>
    public void Answer(Answer answer, IActorRef self)
    {
        if (!_underway.Remove(answer.Id, out var from))
        {
            return;
        }

        _answered.Add(answer.Id, answer);
        _order.Enqueue(answer.Id);
        if (_order.Count > AnswersMax)
        {
            _answered.Remove(_order.Dequeue());
        }

        from.Tell(answer, self);
    }
}
