using NUnit.Framework;
using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Ports;

internal sealed class MemoryCarrierTests
{
    private static readonly Configuration s_config = Configuration.Of(
        ("lr", 0.5), ("layers", 3L), ("name", "x"), ("bias", true), ("limit", ParameterValue.Null));

    private static readonly CheckpointRef s_checkpoint = new(new string('a', 64), 7_000_000_000, 12);

    [Test]
    public void Carry_EverythingThereIs_ComesBackAsItWas()
    {
        var held = Everything.Some();

        var read = CarriedOver(held, new Everything());

        Assert.Multiple(() =>
        {
            Assert.That(read.ToString(), Is.EqualTo(held.ToString()));
            Assert.That(Bytes(read), Is.EqualTo(Bytes(held)), "the same bytes again");
        });
    }

    [Test]
    public void Carry_IntoWhatHoldsSomethingElse_TakesItsPlace()
    {
        var (held, other) = (new Everything(), Everything.Some());

        var read = CarriedOver(held, other);

        Assert.That(read.ToString(), Is.EqualTo(new Everything().ToString()));
    }

    [TestCaseSource(nameof(Pairs))]
    public void Decision_IntoAnother_TakesItsPlace(Decision held, Decision other)
    {
        var by = MemoryCarrier.ToWrite();
        by.Decision(held);

        Assert.That(MemoryCarrier.ToRead(by.Written).Decision(other), Is.EqualTo(held));
    }

    private static IEnumerable<TestCaseData> Pairs()
    {
        Decision[] all =
        [
            Decision.Continue.Instance, Decision.Pause.Instance, new Decision.Stop(StopReason.Culled, "a"),
            new Decision.Stop(StopReason.User, "b"), new Decision.CloneFrom(default, s_checkpoint, s_config),
            new Decision.CloneFrom(new TrialId(2), s_checkpoint, Configuration.Empty),
        ];
        return from held in all from other in all select new TestCaseData(held, other);
    }

    [Test]
    public void Carry_FilledInAnotherOrder_WritesTheSameBytes()
    {
        Kept With(params int[] trials)
        {
            var kept = new Kept();
            foreach (var trial in trials)
            {
                kept.Configs[new TrialId(trial)] = s_config.With("lr", trial / 10.0);
                kept.Names.Add(trial % 2 == 0 ? $"b{trial}" : $"B{trial}");
            }

            return kept;
        }

        Assert.That(Bytes(With(3, 1, 2, 4)), Is.EqualTo(Bytes(With(4, 2, 3, 1))));
    }

    [Test]
    public void Carry_EqualConfigurations_AreWrittenOnceAndComeBackAsOne()
    {
        var equal = Configuration.Of([.. s_config.Select(pair => (pair.Key, pair.Value))]);
        var kept = new Kept { Configs = { [new TrialId(0)] = s_config, [new TrialId(1)] = equal } };
        var shared = new Kept { Configs = { [new TrialId(0)] = s_config, [new TrialId(1)] = s_config } };

        var read = CarriedOver(kept, new Kept());

        Assert.Multiple(() =>
        {
            Assert.That(read.Configs[new TrialId(1)], Is.SameAs(read.Configs[new TrialId(0)]));
            Assert.That(Bytes(kept), Is.EqualTo(Bytes(shared)), "the bytes do not tell who shared it");
        });
    }

    [Test]
    public void Carry_AnotherOrderOfParameters_IsAnotherConfiguration()
    {
        var turned = Configuration.Of([.. s_config.Reverse().Select(pair => (pair.Key, pair.Value))]);
        var kept = new Kept { Configs = { [new TrialId(0)] = s_config, [new TrialId(1)] = turned } };

        var read = CarriedOver(kept, new Kept());

        Assert.That(read.Configs[new TrialId(1)].ToString(), Is.EqualTo(turned.ToString()));
    }

    [Test]
    public void Carry_ABranchNotTaken_IsAsIfItWereNotThere()
    {
        var absent = Configuration.Of(("a", 1L), ("b", 2L)).Without("b");
        var kept = new Kept { Configs = { [new TrialId(0)] = absent } };
        var plain = new Kept { Configs = { [new TrialId(0)] = Configuration.Of(("a", 1L)) } };

        Assert.That(Bytes(kept), Is.EqualTo(Bytes(plain)));
    }

    [Test]
    public void Inner_WithoutTheMember_SaysWhose() =>
        Assert.That(
            () => MemoryCarrier.ToWrite().Inner(new object()),
            Throws.TypeOf<NotCarriedException>().With.Message.Contains("Object does not carry"));

    [Test]
    public void Carry_BytesThatAreCutOrChanged_AreRefusedOrRead()
    {
        var bytes = Bytes(Everything.Some());
        Assert.Multiple(() =>
        {
            for (var length = 0; length < bytes.Length; length++)
            {
                var cut = bytes.AsMemory(0, length);
                Assert.That(() => Read(cut, new Everything()), Throws.InstanceOf<InvalidDataException>(), $"{length}");
            }

            for (var at = 0; at < bytes.Length; at++)
            {
                foreach (var other in new byte[] { 0, 1, 2, 0x7F, 0x80, 0xFF })
                {
                    var changed = (byte[])bytes.Clone();
                    changed[at] = other;
                    try
                    {
                        Read(changed, new Everything());
                    }
                    catch (InvalidDataException)
                    {
                        // Refused in the only way there is.
                    }
                }
            }
        });
    }

    [Test]
    public void End_WithBytesLeft_Refuses()
    {
        var by = MemoryCarrier.ToRead(new byte[] { 2, 2 });
        Assert.That(by.Number(0), Is.EqualTo(1));
        Assert.That(by.End, Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void ToRead_APartOfAnArray_ReadsThatPart()
    {
        var by = MemoryCarrier.ToRead(new byte[] { 9, 4, 9 }.AsMemory(1, 1));
        Assert.That(by.Number(0), Is.EqualTo(2));
        Assert.That(by.End, Throws.Nothing);
        Assert.That(() => by.Number(0), Throws.InstanceOf<InvalidDataException>());
    }

    private static byte[] Bytes(ICarriesMemory memory)
    {
        var by = MemoryCarrier.ToWrite();
        memory.Carry(by);
        return by.Written.ToArray();
    }

    private static T CarriedOver<T>(ICarriesMemory held, T into)
        where T : ICarriesMemory => Read(Bytes(held), into);

    private static T Read<T>(ReadOnlyMemory<byte> bytes, T into)
        where T : ICarriesMemory
    {
        var by = MemoryCarrier.ToRead(bytes);
        into.Carry(by);
        by.End();
        return into;
    }

    private sealed class Kept : ICarriesMemory
    {
        public Dictionary<TrialId, Configuration> Configs { get; } = [];

        public HashSet<string> Names { get; } = [];

        public void Carry(MemoryCarrier by)
        {
            by.Map(Configs, static (by, id) => by.Trial(id), static (by, config) => by.Config(config));
            by.Set(Names, static (by, name) => by.Text(name));
        }
    }

    private sealed class Everything : ICarriesMemory
    {
        private readonly List<Decision> _decisions = [];
        private readonly List<Observation> _seen = [];
        private readonly List<MetricSet> _metrics = [];
        private readonly Kept _inner = new();
        private int _number;
        private long _long;
        private ulong _word;
        private double _real;
        private bool _flag;
        private string _text = "";
        private StopReason _reason;
        private double[] _reals = [];
        private int[] _numbers = [];
        private ulong[] _words = [];
        private TrialId[] _trials = [];
        private CheckpointRef? _none;
        private CheckpointRef? _some;
        private double? _noReal;
        private double? _someReal;

        public static Everything Some()
        {
            var some = new Everything
            {
                _number = int.MinValue,
                _long = long.MaxValue,
                _word = ulong.MaxValue,
                _real = -0.0,
                _flag = true,
                _text = "half \uD800 of a pair",
                _reason = StopReason.Rule,
                _reals = [double.NaN, double.NegativeInfinity, 1e-300],
                _numbers = [0, -1, int.MaxValue, int.MinValue],
                _words = [ulong.MaxValue, 1, 0],
                _trials = [new TrialId(3), new TrialId(-1)],
                _some = s_checkpoint,
                _someReal = 0.1,
            };
            some._decisions.AddRange(
            [
                Decision.Continue.Instance, Decision.Pause.Instance, new Decision.Stop(StopReason.User, "enough"),
                new Decision.CloneFrom(new TrialId(8), s_checkpoint with { Bytes = 1 }, s_config),
            ]);
            some._metrics.AddRange([MetricSet.Empty, MetricSet.Of(("loss", 1), ("acc", double.NaN))]);
            some._seen.AddRange(
            [
                new Observation(new TrialId(1), 9, Score.Of(2, Mode.Min), some._metrics[1], s_checkpoint)
                {
                    Violation = double.PositiveInfinity,
                    IsPartial = true,
                },
                new Observation(new TrialId(2), 1, Score.Worst, MetricSet.Empty),
                new Observation(new TrialId(2), 2, Score.Worst, MetricSet.Of(("loss", 3), ("acc", 4))),
                new Observation(new TrialId(2), 3, Score.Worst, MetricSet.Of(("acc", 4))),
            ]);
            some._inner.Configs[new TrialId(1)] = s_config;
            some._inner.Names.UnionWith(["", "b", "a"]);
            return some;
        }

        public void Carry(MemoryCarrier by)
        {
            _number = by.Number(_number);
            _long = by.Number(_long);
            _word = by.Word(_word);
            _real = by.Real(_real);
            _flag = by.Flag(_flag);
            _text = by.Text(_text);
            _reason = by.Choice(_reason);
            _reals = by.Reals(_reals);
            _numbers = by.Numbers(_numbers);
            _words = by.Words(_words);
            _trials = by.Items(_trials, static (by, trial) => by.Trial(trial));
            _none = by.Optional(_none, static (by, checkpoint) => by.Checkpoint(checkpoint));
            _some = by.Optional(_some, static (by, checkpoint) => by.Checkpoint(checkpoint));
            _noReal = by.Optional(_noReal, static (by, real) => by.Real(real));
            _someReal = by.Optional(_someReal, static (by, real) => by.Real(real));
            by.List(_decisions, static (by, decision) => by.Decision(decision));
            by.List(_metrics, static (by, metrics) => by.Metrics(metrics));
            by.List(_seen, static (by, seen) => by.Seen(seen));
            by.Inner(_inner);
        }

        public override string ToString() => string.Join(
            '|', _number, _long, _word, BitConverter.DoubleToInt64Bits(_real), _flag, _text, _reason,
            string.Join(',', _reals), string.Join(',', _numbers), string.Join(',', _words),
            string.Join(',', _trials), _none, _some, _noReal, _someReal,
            string.Join(',', _decisions), string.Join(';', _metrics), string.Join(';', _seen),
            string.Join(',', _inner.Configs), string.Join(',', _inner.Names.Order(StringComparer.Ordinal)));
    }
}
