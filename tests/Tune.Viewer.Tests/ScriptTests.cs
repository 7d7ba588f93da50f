using System.Text.Json;
using Microsoft.Playwright;
using Tune.Viewer.Assets;

namespace Tune.Viewer.Tests;

/// <summary>What the scripts compute, asked of them in the browser.</summary>
internal sealed class ScriptTests
{
    private IPage _page = null!;

    [OneTimeSetUp]
    public async Task Open() => _page = await Stage.OpenAsync(Stage.Context, "/");

    [OneTimeTearDown]
    public Task Close() => _page.CloseAsync();

    [Test]
    public async Task CSharp_OfAConfiguration_IsARecord() => Assert.That(
        await AskAsync<string>("code", """
            m.csharp({ learning_rate: 0.001, "net/hidden": [64, 32], "net/act": "re\"lu\n", fast: true, none: null })
            """),
        Is.EqualTo("""
            new(
                LearningRate: 0.001,
                Net: new(
                    Hidden: [64, 32],
                    Act: "re\"lu\n"),
                Fast: true,
                None: null)
            """));

    [TestCase("0.5", "0.5")]
    [TestCase("123456", "123456")]
    [TestCase("0.00001234", "1.234e−5")]
    [TestCase("-2.5", "−2.5")]
    [TestCase("NaN", "–")]
    [TestCase("-Infinity", "−∞")]
    public async Task Short_OfANumber_IsReadable(string number, string text) =>
        Assert.That(await AskAsync<string>("format", $"m.short({number})"), Is.EqualTo(text));

    [TestCase("m.Scale.over(0, 10, false, 0)", "0 2 4 6 8 10")]
    [TestCase("m.Scale.over(0, 0.7, false, 0)", "0.0 0.1 0.2 0.3 0.4 0.5 0.6 0.7")]
    [TestCase("m.Scale.over(-4, 0, true, 0)", "0.0001 0.001 0.01 0.1 1")]
    [TestCase("m.Scale.over(5, 5, false, 0.02)", "4.8 4.9 5.0 5.1 5.2")]
    public async Task Ticks_OfAScale_AreRound(string scale, string ticks) => Assert.That(
        await AskAsync<string>("chart/scale", $"{scale}.ticks(5).map(tick => tick.label).join(' ')"),
        Is.EqualTo(ticks));

    [Test]
    public async Task Stretches_OfNumbers_AreShort() =>
        Assert.That(await AskAsync<string>("api", "m.stretches([5, 1, 2, 3, 9])"), Is.EqualTo("1-3,5,9"));

    [Test]
    public async Task Smooth_OfAConstant_IsTheConstantFromTheFirstOn()
    {
        var smoothed = await AskAsync<string>("chart/smooth", "[...m.smooth([3, 3, NaN, 3], 0.9)].join(' ')");

        Assert.That(smoothed.Split(' ').Select(each => double.Parse(each, null)), Is.EqualTo((double[])
            [3, 3, double.NaN, 3]).Within(1e-9));
    }

    [Test]
    public async Task Limits_WithAFewFarOutOnTheBadSide_LeaveThemOutside()
    {
        var limits = JsonDocument.Parse(await AskAsync<string>("chart/limits", """
            JSON.stringify(m.limits([{ xs: [], ys: [...Array(50).keys(), 1e6] }], "ys", false, "high"))
            """)).RootElement;

        Assert.That(limits.GetProperty("low").GetDouble(), Is.Zero);
        Assert.That(limits.GetProperty("high").GetDouble(), Is.InRange(49, 200));
    }

    [Test]
    public async Task Groups_OfANumberWithManyValues_AreFourStretches() => Assert.That(
        await AskAsync<string>("parts/compare/groups", """
            m.groupsOf([...Array(40).keys()].map(i => ({ trial: i, config: i === 0 ? {} : { lr: i / 10 } })), "lr")
                .map(group => `${group.name}: ${group.trials.length}`).join("; ")
            """),
        Is.EqualTo("0.1 to 1: 10; 1.1 to 2: 10; 2.1 to 2.9: 9; 3 to 3.9: 10; not set: 1"));

    [TestCase("range")]
    [TestCase("spread")]
    public async Task Band_OfTwoCurves_IsTheirMeanWhereTheyAre(string width)
    {
        var band = await AskAsync<string>("parts/compare/groups", $$"""
            (band => [...band.xs].map((x, i) => [x, band.low[i], band.ys[i], band.high[i]].join(",")).join(" "))(
                m.bandOf([{ xs: [0, 2, 4], ys: [1, 2, 3] }, { xs: [2, 4], ys: [4, 5] }], "{{width}}"))
            """);

        var expected = width == "range"
            ? "0,1,1,1 2,2,3,4 4,3,4,5"
            : $"0,1,1,1 2,{3 - Math.Sqrt(2)},3,{3 + Math.Sqrt(2)} 4,{4 - Math.Sqrt(2)},4,{4 + Math.Sqrt(2)}";
        Assert.That(band, Is.EqualTo(expected));
    }

    [TestCase(375, 660, "6 – 11 min")]
    [TestCase(0.4, 0.4, "about 0.4 s")]
    [TestCase(5000, 9000, "1 – 3 h")]
    [TestCase(170_000, 400_000, "2 – 5 days")]
    public async Task Between_TwoDurations_IsShort(double low, double high, string said) => Assert.That(
        await AskAsync<string>("parts/forecast", FormattableString.Invariant($"m.between({low}, {high})")),
        Is.EqualTo(said));

    [Test]
    public async Task Ancestors_OfAClone_AreWhoseWeightsItHas() => Assert.That(
        await AskAsync<string>("parts/family", """
            m.ancestors({ trials: [
                { trial: 0, stretches: [{ from: 0, to: 9 }, { from: 10, to: 20, donor: 2 },
                    { from: 30, to: 40, donor: 1 }] },
                { trial: 1, stretches: [{ from: 0, to: 15 }, { from: 15, to: 30, donor: 2 },
                    { from: 35, to: 40, donor: 0 }] },
                { trial: 2, stretches: [{ from: 0, to: 40 }] },
            ] }, 0, 40).map(each => `${each.trial} from ${each.at}`).join(", ")
            """),
        Is.EqualTo("0 from 30, 1 from 15, 2 from 0"));

    [Test]
    public async Task Ladder_OfTrials_CountsWhereEachHasComeTo() => Assert.That(
        await AskAsync<string>("parts/ladder", """
            m.counted([1, 3, 9], [{ iteration: 0, status: "Pending" }, { iteration: 1, status: "Paused" },
                { iteration: 2, status: "Running" }, { iteration: 3, status: "Stopped" },
                { iteration: 9, status: "Completed" }]).map(each => each.join("")).join(" ")
            """),
        Is.EqualTo("211000 100100 000010"));

    [TestCase("[5]", "M3.0 14.0")]
    [TestCase("[1, 2, 2]", "M3.0 25.0H52.0V3.0H101.0V3.0")]
    public async Task Spark_OfValues_IsALineOfSteps(string values, string path) => Assert.That(
        await AskAsync<string>("parts/experiments/spark", $"m.pathOf({values})"), Is.EqualTo(path));

    [TestCase("digits", "digits")]
    [TestCase("it's", "'it'\\''s'")]
    [TestCase("a b", "'a b'")]
    [TestCase("--where", "--where")]
    public async Task Shell_OfAWord_IsOneWordThere(string word, string said) => Assert.That(
        await AskAsync<string>("parts/copying", $"m.shell(\"{word}\")"), Is.EqualTo(said));

    [TestCase("7, 12-14 x #3", "7 12 13 14 3")]
    [TestCase("9-3", "")]
    public async Task Numbers_InAText_AreFound(string text, string numbers) => Assert.That(
        await AskAsync<string>("parts/compare/view", $"m.numbers('{text}').join(' ')"), Is.EqualTo(numbers));

    [Test]
    public async Task Late_OfWhatCameDuringALoad_KeepsWhatIsNewerThanTheAnswer() => Assert.That(
        await AskAsync<string>("parts/late", """
            await (async () => {
                const late = new m.Late();
                late.note({ position: 90 });
                const [answer, newer] = await late.during(async () => {
                    late.note({ position: 10 });
                    late.note({ position: 12 });
                    return 11;
                }, position => position);
                late.note({ position: 99 });
                return `${answer}: ${newer.map(each => each.position)}`;
            })()
            """),
        Is.EqualTo("11: 12"));

    [Test]
    public async Task Throttled_WhileALoadIsUnderWay_WaitsAndLosesNoCall() => Assert.That(
        await AskAsync<string>("dom", """
            await (async () => {
                const said = [];
                let release;
                const call = m.throttled(0, () => {
                    said.push("begun");
                    return new Promise(resolve => { release = () => { said.push("ended"); resolve(); }; });
                }, new AbortController().signal);
                const until = async n => { while (said.length < n) { await new Promise(r => setTimeout(r)); } };
                call();
                await until(1);
                call();
                call();
                await new Promise(r => setTimeout(r, 20));
                release();
                await until(3);
                release();
                return said.join(" ");
            })()
            """),
        Is.EqualTo("begun ended begun ended"));

    private Task<T> AskAsync<T>(string module, string expression) => _page.EvaluateAsync<T>($$"""
        async () => {
            const m = await import('/assets/{{AssetShelf.One.Folder}}/{{module}}.js');
            return {{expression}};
        }
        """);
}
