using Tune.Client.Shapes;
using Tune.Engine.Spaces;
using Tune.Server.Answers;

namespace Tune.Server.Tests.Reading;

/// <summary>Whoever asks a person for a configuration knows of each parameter how its value is given.</summary>
internal sealed class ParameterFormTests
{
    private static readonly SearchSpace s_space = new SearchSpace()
        .LogUniform("lr", 1e-4, 1e-1).Integer("width", 16, 256).Normal("shift", 0, 1)
        .Choice("quantize", "none", "int").When("quantize", "int", branch => branch.Integer("bits", 4, 8))
        .Constant("classes", 10).Derive("size", config => config.Integer("width") * 2);

    [Test]
    public void Of_ANumber_SaysItsEndsAndScale()
    {
        Assert.That(Given("lr"), Is.EqualTo(("real", (double?)1e-4, (double?)1e-1, true, (string?)null)));
        Assert.That(Given("width"), Is.EqualTo(("whole", (double?)16, (double?)256, false, (string?)null)));
        Assert.That(Given("shift"), Is.EqualTo(("real", (double?)null, (double?)null, false, (string?)null)));
    }

    [Test]
    public void Of_WhatIsChosenOrGiven_SaysTheValues()
    {
        Assert.That(Given("quantize"), Is.EqualTo(("listed", (double?)null, (double?)null, false, "\"none\" \"int\"")));
        Assert.That(Given("classes"), Is.EqualTo(("constant", (double?)null, (double?)null, false, "10")));
        Assert.That(Given("size").Kind, Is.EqualTo("derived"));
    }

    [Test]
    public void Of_AParameterOfABranch_SaysWhenItPlaysAPart()
    {
        var condition = Of("bits").When.Single();

        Assert.That(condition.Parameter, Is.EqualTo("quantize"));
        Assert.That(condition.Values.Single().GetString(), Is.EqualTo("int"));
        Assert.That(Of("lr").When, Is.Empty);
    }

    [Test]
    public void Of_AHugeList_LeavesTheValuesOut() => Assert.That(
        ParameterForm.Of(new("n", new ChoiceDomain([.. Enumerable.Range(0, 201).Select(i => (ParameterValue)i)]), []))
            .Options,
        Is.Null);

    private static (string Kind, double? Low, double? High, bool Log, string? Options) Given(string name)
    {
        var item = Of(name);
        return (item.Kind, item.Low, item.High, item.Log, item.Options is null ? null
            : string.Join(' ', item.Options.Select(option => option.GetRawText())));
    }

    private static ParameterItem Of(string name) => ParameterForm.Of(s_space[name]);
}
