using CsCheck;
using Tune.Schedulers.Search.CmaEs;

namespace Tune.Schedulers.Tests.Search.CmaEs;

internal sealed class SearchDistributionTests
{
    /// <summary>The tutorial's figure 6 for one dimension, where C and its root are plain numbers.</summary>
    private sealed class OneDimension(RecombinationWeights run, double mean, double sigma)
    {
        private double _stepPath;
        private double _path;
        private double _c = 1;
        private int _g;

        public double Mean { get; private set; } = mean;

        public double Sigma { get; private set; } = sigma;

        public double Deviation => Sigma * Math.Sqrt(_c);

        public int Stalls { get; private set; }

        public void Learn(double[] ranked)
        {
            var (cs, cc, c1, cmu) = (run.StepRate, run.PathRate, run.OneRate, run.ManyRate);
            var y = ranked.Select(x => (x - Mean) / Sigma).ToArray();
            var move = y.Take(run.Population / 2).Select((step, i) => run.Weights[i] * step).Sum();
            Mean += Sigma * move;
            _stepPath = ((1 - cs) * _stepPath) + (Math.Sqrt(cs * (2 - cs) * run.Mass) * move / Math.Sqrt(_c));
            var length = Math.Abs(_stepPath);
            var chance = Math.Sqrt(1 - Math.Pow(1 - cs, 2 * (_g + 1)));
            var h = length / chance < (1.4 + (2.0 / 2)) * run.NormalLength ? 1 : 0;
            Stalls += 1 - h;
            _path = ((1 - cc) * _path) + (h * Math.Sqrt(cc * (2 - cc) * run.Mass) * move);
            var old = _c;
            _c = ((1 + (c1 * (1 - h) * cc * (2 - cc)) - c1 - (cmu * run.Weights.Sum())) * old) + (c1 * _path * _path)
                + (cmu * y.Select((step, i) => run.Weights[i] >= 0
                    ? run.Weights[i] * step * step
                    : run.Weights[i] * old).Sum());

            // As in the author's programs, a generation multiplies sigma by e at most.
            Sigma *= Math.Exp(Math.Min(1, cs / run.StepDamping * ((length / run.NormalLength) - 1)));
            _g++;
        }
    }

    [Test]
    public void Learn_InOneDimension_IsTheTutorials()
    {
        // A step of length 0 has no direction to weigh negatively.
        var (stalls, step) = (0, Gen.Double[-3, 3].Where(length => Math.Abs(length) > 1e-3));
        Gen.Select(Gen.Int[4, 9], step.Array[9].Array[1, 12]).Sample((population, generations) =>
        {
            var run = new RecombinationWeights(1, population);
            var distribution = new SearchDistribution(run, [0.5], 0.125);
            var oracle = new OneDimension(run, 0.5, 0.125);
            foreach (var steps in generations)
            {
                var points = steps[..population].Select(step => oracle.Mean + (oracle.Deviation * step)).ToArray();
                oracle.Learn(points);
                distribution.Learn([.. points.Select(x => new[] { x })], new bool[population]);

                Assert.That(distribution.Mean[0], Is.EqualTo(oracle.Mean).Within(1e-6).Percent);
                Assert.That(distribution.Sigma, Is.EqualTo(oracle.Sigma).Within(1e-6).Percent);
                Assert.That(distribution.Deviation(0), Is.EqualTo(oracle.Deviation).Within(1e-6).Percent);
            }

            Interlocked.Add(ref stalls, oracle.Stalls);
        }, iter: 300);

        Assert.That(stalls, Is.GreaterThan(100), "h_sigma is 0 often enough to matter");
    }

    // After one generation the path has variance 1 - (1 - c_sigma)^2: steps whose path is 2.3 expected lengths long
    // are within the limit of 2.4 as they are, and beyond it for a path as young as this one.
    [Test]
    public void Learn_OfAFirstLongStep_BelievesItOnlyForItsAge()
    {
        var run = new RecombinationWeights(1, 4);
        var age = Math.Sqrt(1 - Math.Pow(1 - run.StepRate, 2));
        double DeviationBySigma(double lengths)
        {
            var distribution = new SearchDistribution(run, [0], 1);
            var step = lengths * run.NormalLength / Math.Sqrt(run.StepRate * (2 - run.StepRate) * run.Mass);
            distribution.Learn([[step], [step], [step], [step]], new bool[4]);
            return distribution.Deviation(0) / distribution.Sigma;
        }

        var (young, believed) = (DeviationBySigma((2.4 * age) + 0.01), DeviationBySigma((2.4 * age) - 0.01));
        Assert.That(2.4 * age, Is.LessThan(2.3));
        Assert.That(young, Is.LessThan(believed - 0.01), "the path leaves it out");
    }

    // A foreign point counts with at most sqrt(n) + 2 n / (n + 2) lengths: in one dimension 1 + 2/3.
    [Test]
    public void Learn_OfAForeignPointFarAway_MovesByABoundedLength()
    {
        var run = new RecombinationWeights(1, 4);
        var (own, foreign) = (new SearchDistribution(run, [0], 0.1), new SearchDistribution(run, [0], 0.1));
        own.Learn([[9], [0], [0], [0]], [false, false, false, false]);
        foreign.Learn([[9], [0], [0], [0]], [true, false, false, false]);

        Assert.That(own.Mean[0], Is.EqualTo(9 * run.Weights[0]).Within(1e-9));
        Assert.That(foreign.Mean[0], Is.EqualTo(0.1 * (5.0 / 3) * run.Weights[0]).Within(1e-9));
    }
}
