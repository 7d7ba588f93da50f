using Akka.Actor;
using Tune.Clustering.Protocol;

namespace Tune.Clustering.Requests;

/// <summary>Where answers come in: the sender of everything this node asks.</summary>
internal sealed class Postbox : ReceiveActor
{
    public Postbox(PendingRequests requests) => Receive<Answer>(requests.Take);

    public static Props Props(PendingRequests requests) => Akka.Actor.Props.Create(() => new Postbox(requests));
}
