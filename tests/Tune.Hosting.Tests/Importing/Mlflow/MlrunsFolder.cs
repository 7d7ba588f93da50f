using Tune.Testing.Stores;

namespace Tune.Hosting.Tests.Importing.Mlflow;

/// <summary>The folder <c>mlruns</c> as MLflow 1, 2 and 3 leave it, written by hand.</summary>
internal sealed class MlrunsFolder(TempFolder folder)
{
    public string Root => folder["mlruns"];

    /// <summary>MLflow 1: the Default experiment with one run, and a run of 0.x whose metrics have no step.</summary>
    public MlrunsFolder WithOne()
    {
        Write("0/meta.yaml", """
            artifact_location: file:///home/somebody/mlruns/0
            experiment_id: '0'
            lifecycle_stage: active
            name: Default
            """);
        Write("0/11111111111111111111111111111111/meta.yaml", """
            artifact_uri: file:///home/somebody/mlruns/0/11111111111111111111111111111111/artifacts
            end_time: 1600000009000
            entry_point_name: ''
            experiment_id: '0'
            lifecycle_stage: active
            name: ''
            run_id: 11111111111111111111111111111111
            run_uuid: 11111111111111111111111111111111
            source_name: ''
            source_type: 4
            source_version: ''
            start_time: 1600000000000
            status: 3
            tags: []
            user_id: somebody
            """);
        Write("0/11111111111111111111111111111111/params/lr", "0.1");
        Write("0/11111111111111111111111111111111/params/model/kind", "tree");
        Write("0/11111111111111111111111111111111/tags/mlflow.user", "somebody");
        Write("0/11111111111111111111111111111111/metrics/acc", "1600000001000 0.5 0\n1600000002000 0.75 1\n");
        Write("0/11111111111111111111111111111111/metrics/val/loss", "1600000002000 nan 1\n");
        Write("0/11111111111111111111111111111111/artifacts/model.bin", "not looked at");
        Write("0/22222222222222222222222222222222/meta.yaml", """
            experiment_id: 0
            run_uuid: '22222222222222222222222222222222'
            start_time: 1600000010000
            end_time: null
            status: 4
            """);
        Write("0/22222222222222222222222222222222/params/lr", "0.01");
        Write("0/22222222222222222222222222222222/metrics/acc", "1600000011 0.25\n");
        return this;
    }

    /// <summary>MLflow 2: an id of 18 digits, times, names, a parent with two runs, one of them deleted, and an
    /// experiment in the bin.</summary>
    public MlrunsFolder WithTwo()
    {
        const string experiment = "123456789012345678";
        Write($"{experiment}/meta.yaml", """
            artifact_location: mlflow-artifacts:/123456789012345678
            creation_time: 1700000000000
            experiment_id: '123456789012345678'
            last_update_time: 1700000000000
            lifecycle_stage: active
            name: 'Tom''s digits: the ones of a very long name that is folded over two lines, as
              PyYAML does'
            """);
        Write($"{experiment}/tags/mlflow.note.content", "a note");
        foreach (var (run, name, status, stage) in new[]
        {
            ("aaaa", "parent", 3, "active"), ("bbbb", "child", 3, "active"), ("cccc", "gone", 3, "deleted"),
            ("dddd", "killed", 5, "active"), ("eeee", "later", 2, "active"), ("ffff", "going", 1, "active"),
        })
        {
            Write($"{experiment}/{run}/meta.yaml", $"""
                artifact_uri: mlflow-artifacts:/123456789012345678/{run}/artifacts
                end_time: {(status == 1 ? "null" : "1700000009000")}
                entry_point_name: ''
                experiment_id: '123456789012345678'
                lifecycle_stage: {stage}
                run_id: {run}
                run_name: {name}
                run_uuid: {run}
                source_name: ''
                source_type: 4
                source_version: ''
                start_time: 17000000{run[0] - 'a':00}000
                status: {status}
                tags: []
                user_id: somebody
                """);
            Write($"{experiment}/{run}/tags/mlflow.runName", name);
            if (run != "aaaa")
            {
                Write($"{experiment}/{run}/tags/mlflow.parentRunId", "aaaa");
                Write($"{experiment}/{run}/params/depth", $"{run[0] - 'a'}");
                Write($"{experiment}/{run}/metrics/acc", $"17000000{run[0] - 'a':00}500 0.{run[0] - 'a'} 1\n");
            }
        }

        Directory.CreateDirectory(Path.Combine(Root, experiment, "eeee", "metrics"));
        File.Delete(Path.Combine(Root, experiment, "eeee", "metrics", "acc"));
        Write(".trash/999/meta.yaml", "experiment_id: '999'\nlifecycle_stage: deleted\nname: thrown away\n");
        Write("models/registered/meta.yaml", "name: registered\n");
        return this;
    }

    /// <summary>MLflow 3: models, traces, datasets, inputs and outputs beside the runs, metrics of a machine, values
    /// with a dataset, and a last one without a step.</summary>
    public MlrunsFolder WithThree()
    {
        Write("7/meta.yaml", "creation_time: 1800000000000\nexperiment_id: '7'\nname: three\n");
        Write("7/models/m-1/meta.yaml", "model_id: m-1\nname: model\nlifecycle_stage: active\n");
        Write("7/traces/tr-1/trace_info.yaml", "trace_id: tr-1\n");
        Write("7/datasets/d1/meta.yaml", "digest: abc\nname: train\n");
        Write("7/run3/meta.yaml", """
            end_time: 1800000009000
            experiment_id: '7'
            lifecycle_stage: active
            run_id: run3
            run_name: "caf\u00E9 \U0001F600 with \"quotes\""
            start_time: 1800000000000
            status: 3
            """);
        Write("7/run3/inputs/i1/meta.yaml", "source_id: d1\n");
        Write("7/run3/outputs/m-1/meta.yaml", "source_id: run3\n");
        Write("7/run3/params/epochs", "3");
        Write("7/run3/metrics/loss", """
            1800000001000 0.75 1 train abc
            1800000002000 0.5 2 train abc
            1800000002500 0.4 2 train abc
            1800000003000 0.25 3 train abc
            """);
        Write("7/run3/metrics/test_acc", "1800000004000 0.875 0\n");
        Write("7/run3/metrics/system/cpu_utilization_percentage", "1800000001000 50.0 0\n1800000002000 60.0 1\n");
        return this;
    }

    public void Write(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
