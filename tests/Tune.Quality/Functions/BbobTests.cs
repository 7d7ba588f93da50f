using System.Globalization;
using CsCheck;
using NUnit.Framework;
using Tune.Quality.Tables;
using Tune.Testing;
using Tune.Testing.Functions.Bbob;

namespace Tune.Quality.Functions;

/// <summary>The functions of BBOB against the values of the reference code, and what holds for each of them.</summary>
internal sealed class BbobTests
{
    private const double Relative = 1e-9;

    private static readonly double[] s_first = [3.056, 2.37, 2.746, 0.155, 1.463];
    private static readonly double[] s_second = [1.274, -2.538, 2.539, -1.513, 1.421];

    // Function, instance, minimum, values at the two points above. Computed with the reference code of COCO
    // (https://github.com/numbbo/coco, BSD-3-Clause); the whole table is in the shared data.
    private static readonly object[][] s_values =
    [
        [1, 2, 394.48, 527.8286048800001, 491.24810668000003],
        [2, 3, -87.89, 20779651.07858421, 20267917.733966064],
        [3, 1, -462.09, -375.61761863154913, -294.7755739134165],
        [4, 2, 77.66, 904.6286411923023, 892.6473425931428],
        [5, 3, 66.71, 204.2423592131235, 202.0378256971727],
        [6, 1, 35.9, 188545.10302459836, 187486.83565083123],
        [7, 2, 35.35, 270.00328459519784, 510.4387253536494],
        [8, 3, 98.62, 83126.07982408332, 10161.531828785137],
        [9, 1, 123.83, 36451.85809786236, 4122.621013901577],
        [10, 2, 59.13, 1097817.7046132572, 20919114.943479434],
        [11, 3, 13.66, 2820570.3008947726, 35222861.18473649],
        [12, 1, -621.11, 46100618.54336618, 63125940.32934271],
        [13, 2, -51.71, 1340.5153506043234, 1492.8101832142038],
        [14, 3, 77.31, 116.31872225371907, 199.3546003456928],
        [15, 1, 1000.0, 1540.9531773495185, 1939.9383228858965],
        [16, 2, -355.22, -326.5999889966042, -273.7421658290583],
        [17, 3, 273.15, 285.0288167394557, 294.40013850018136],
        [18, 1, -16.94, 29.811318385692513, 43.60291648175347],
        [19, 2, 71.69, 100.33657430468122, 79.32554370175815],
        [20, 3, 208.38, 632.9611595576295, 8751.744916208825],
        [21, 1, 40.78, 94.01706067391595, 101.70782496171014],
        [22, 2, 1000.0, 1033.2525508022457, 1074.2890700168014],
        [23, 3, -130.61, -121.28470773993783, -100.78908760182894],
        [24, 1, 102.61, 247.4543400988547, 225.31581506148348],
    ];

    [TestCaseSource(nameof(s_values))]
    public void At_InFiveDimensions_IsTheReferencesValue(
        int function, int instance, double minimum, double first, double second)
    {
        var one = BbobFunctions.Make(function, s_first.Length, instance);

        Assert.That(one.Minimum, Is.EqualTo(minimum).Within(100 * Relative).Percent);
        Assert.That(one.Of(s_first), Is.EqualTo(first).Within(100 * Relative).Percent);
        Assert.That(one.Of(s_second), Is.EqualTo(second).Within(100 * Relative).Percent);
    }

    [TestCaseSource(typeof(SharedData), nameof(SharedData.Folder), new object[] { "bbob" })]
    public void At_EveryDimensionAndInstanceOfTheTable_IsTheReferencesValue(string folder)
    {
        var points = Csv.Rows(Path.Combine(folder, "bbob_points.csv")).Skip(1).ToLookup(
            row => row[0], row => row[2].Split(' ').Select(Csv.Number).ToArray());

        Assert.Multiple(() =>
        {
            foreach (var row in Csv.Rows(Path.Combine(folder, "bbob_testvectors.csv")).Skip(1))
            {
                int[] key = [.. row.Take(3).Select(cell => int.Parse(cell, CultureInfo.InvariantCulture))];
                var one = BbobFunctions.Make(key[0], key[1], key[2]);
                var name = $"{one.Name}, {key[1]} dimensions";
                Assert.That(one.Minimum, Is.EqualTo(Csv.Number(row[3])).Within(100 * Relative).Percent, name);
                double[] found = [.. points[row[1]].Select(one.Of)];
                Assert.That(
                    found, Is.EqualTo(row[4..].Select(Csv.Number)).Within(100 * Relative).Percent, name);
            }
        });
    }

    [Test]
    public void At_AnyPointOfTheBox_IsNotBelowTheMinimum()
    {
        var any = from function in Gen.Int[1, BbobFunctions.Count]
                  from dimensions in Gen.Int[2, 6]
                  from instance in Gen.Int[1, 100]
                  from point in Gen.Double[-5, 5].Array[dimensions]
                  select (function, instance, point);
        any.Sample(one =>
        {
            var function = BbobFunctions.Make(one.function, one.point.Length, one.instance);
            return function.Of(one.point) >= function.Minimum - 1e-9;
        });
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    public void At_StepsDownhill_ReachesTheMinimum(int number)
    {
        var function = BbobFunctions.Make(number, 3, 1);
        var (point, value, step) = (new double[3], function.Of(new double[3]), 1.0);
        while (step > 1e-9)
        {
            // Each coordinate up and down; half the step where that leads nowhere.
            var next = Enumerable.Range(0, 6).Select(i => point.Select(
                (x, j) => j == i / 2 ? x + (i % 2 == 0 ? step : -step) : x).ToArray()).MinBy(function.Of)!;
            var found = function.Of(next);
            (point, value, step) = found < value ? (next, found, step) : (point, value, step / 2);
        }

        Assert.That(value, Is.EqualTo(function.Minimum).Within(1e-6));
    }

    [Test]
    public void Make_InOneDimension_IsRefused() =>
        Assert.That(() => BbobFunctions.Make(1, 1, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
