using Tune.Schedulers;
using Tune.Storage.InMemory;

namespace Tune.Clustering.Tests;

internal sealed class TuneClusterOptionsTests
{
    [TestCase("..")]
    [TestCase("../../home")]
    [TestCase("/home")]
    [TestCase("a\\b")]
    [TestCase(" ")]
    public void Problems_ANodeNameThatLeadsOutOfTheWorkFolder_IsNamed(string name) =>
        Assert.That(Options(name).Problems(), Has.One.Contains("NodeName is"));

    [TestCase("node-1")]
    [TestCase("a.b")]
    public void Problems_APlainNodeName_AreNone(string name) => Assert.That(Options(name).Problems(), Is.Empty);

    private static TuneClusterOptions Options(string name) => new()
    {
        Store = new MemoryStore(),
        Trainables = new Dictionary<string, Engine.Ports.TrainableDefinition>(),
        Catalog = SchedulerCatalog.All,
        NodeName = name,
        WorkFolder = "work",
    };
}
