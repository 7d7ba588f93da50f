using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace Tune.Clustering.Links;

/// <summary>
/// A transport that leads nowhere: no socket, no listener, no way in or out. A node that has nobody to talk to needs
/// an address and nothing else; what cannot be reached cannot be taken over.
/// </summary>
internal sealed class InwardTransport : Transport
{
    private const int AnyNumber = 1 << 20;
    private static int s_made;
    private readonly Address _address;

    /// <summary>Made by the actor system, which finds this type by its name in the settings.</summary>
    public InwardTransport(ActorSystem system, Config config)
    {
        System = system;
        Config = config;
        SchemeIdentifier = "inward";
        MaximumPayloadBytes = AnyNumber;
        _address = new Address(SchemeIdentifier, system.Name, "embedded", Interlocked.Increment(ref s_made));
    }

    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() =>
        Task.FromResult((_address, new TaskCompletionSource<IAssociationEventListener>()));

    public override bool IsResponsibleFor(Address remote) => true;

    public override Task<AssociationHandle> Associate(Address remoteAddress) =>
        Task.FromException<AssociationHandle>(new InvalidAssociationException(
            $"This node is embedded in a program: it reaches nobody, and so not {remoteAddress}."));

    public override Task<bool> Shutdown() => Task.FromResult(true);
}
