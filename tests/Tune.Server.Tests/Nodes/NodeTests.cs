using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Nodes;

/// <summary>What the API says of the machines that run trials.</summary>
internal sealed class NodeTests
{
    [Test]
    public async Task Nodes_OfAStoreNobodyRuns_AreNone()
    {
        await using var served = await ServedStore.StartAsync();

        Assert.That((await NodesAsync(served)).Nodes, Is.Empty);
    }

    [Test]
    public async Task Nodes_SayWhatRunsInTheirSlots()
    {
        await using var served = await ServedStore.StartAsync(node: new NodeCapacity(4, 4, 1, 1 << 30));
        await served.AddSomeAsync();

        var nodes = (await NodesAsync(served)).Nodes;

        Assert.That(
            nodes.Select(node => (node.Name, node.Answers, node.Slots)),
            Is.EqualTo(((string, bool, int)[])[("local", true, 4), ("node", false, 3)]));
        Assert.That((nodes[0].Running.Count, nodes[0].Gpus, nodes[0].Cores > 0), Is.EqualTo((0, 1, true)));
        Assert.That(
            from slot in nodes[1].Running
            select (slot.Experiment, slot.Trial, slot.Slots.Single(), slot.Iteration, slot.Best),
            Is.EqualTo(((string, int, int, int, double?)[])
                [("some", 0, 0, 0, null), ("some", 1, 1, 2, 0.75), ("some", 2, 2, 0, null)]));
    }

    [Test]
    public async Task Nodes_OfAnExperimentThatNobodyHasOpen_AreNone()
    {
        await using var served = await ServedStore.StartAsync();
        await served.AddSomeAsync();
        await served.AddAsync(
            ServedStore.Experiment, (ExperimentEvent[])[new ExperimentEvent.SessionClosed(Some.At(99_999))]);

        Assert.That((await NodesAsync(served)).Nodes, Is.Empty);
    }

    private static async Task<NodeList> NodesAsync(ServedStore served) => JsonSerializer.Deserialize(
        await served.Client.GetStringAsync(new Uri("api/v1/nodes", UriKind.Relative)), TuneJson.Default.NodeList)!;
}
