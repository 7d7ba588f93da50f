using Microsoft.Data.Sqlite;

namespace Tune.Hosting.Tests.Importing;

/// <summary>Writes SQLite files with the tables that Optuna 3 and later make.</summary>
internal sealed class OptunaFile : IDisposable
{
    private readonly SqliteConnection _connection;

    private OptunaFile(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Pooling = false,
        }.ToString());
        _connection.Open();
    }

    /// <summary>A file as it is, to change it.</summary>
    public static OptunaFile Open(string path) => new(path);

    /// <summary>Three studies: one of four kinds of trials, one with two objectives, an empty one.</summary>
    public static void Write(string path)
    {
        using var file = new OptunaFile(path);
        file.Run("""
            CREATE TABLE studies (study_id INTEGER PRIMARY KEY, study_name VARCHAR(512) NOT NULL UNIQUE);
            CREATE TABLE version_info (version_info_id INTEGER PRIMARY KEY, schema_version INTEGER,
                library_version VARCHAR(256));
            CREATE TABLE study_directions (study_direction_id INTEGER PRIMARY KEY, direction VARCHAR(8) NOT NULL,
                study_id INTEGER NOT NULL, objective INTEGER NOT NULL, UNIQUE (study_id, objective));
            CREATE TABLE study_system_attributes (study_system_attribute_id INTEGER PRIMARY KEY, study_id INTEGER,
                "key" VARCHAR(512), value_json TEXT);
            CREATE TABLE trials (trial_id INTEGER PRIMARY KEY, number INTEGER, study_id INTEGER,
                state VARCHAR(8) NOT NULL, datetime_start DATETIME, datetime_complete DATETIME);
            CREATE TABLE trial_params (param_id INTEGER PRIMARY KEY, trial_id INTEGER, param_name VARCHAR(512),
                param_value FLOAT, distribution_json TEXT, UNIQUE (trial_id, param_name));
            CREATE TABLE trial_values (trial_value_id INTEGER PRIMARY KEY, trial_id INTEGER NOT NULL,
                objective INTEGER NOT NULL, value FLOAT, value_type VARCHAR(7) NOT NULL,
                UNIQUE (trial_id, objective));
            CREATE TABLE trial_intermediate_values (trial_intermediate_value_id INTEGER PRIMARY KEY,
                trial_id INTEGER NOT NULL, step INTEGER NOT NULL, intermediate_value FLOAT,
                intermediate_value_type VARCHAR(7) NOT NULL, UNIQUE (trial_id, step));
            INSERT INTO version_info VALUES (1, 12, '4.1.0');
            """);
        file.Run("""
            INSERT INTO studies VALUES (1, 'digits'), (2, 'two'), (3, 'empty');
            INSERT INTO study_directions VALUES (1, 'MAXIMIZE', 1, 0), (2, 'MINIMIZE', 2, 0), (3, 'MAXIMIZE', 2, 1),
                (4, 'MINIMIZE', 3, 0);
            INSERT INTO study_system_attributes VALUES (1, 2, 'study:metric_names', '["loss", "acc"]');
            INSERT INTO trials VALUES
                (11, 0, 1, 'COMPLETE', '2026-03-01 10:00:00.000000', '2026-03-01 10:05:00.500000'),
                (12, 1, 1, 'PRUNED', '2026-03-01 10:01:00.000000', '2026-03-01 10:02:00.000000'),
                (13, 2, 1, 'COMPLETE', '2026-03-01 10:02:00.000000', '2026-03-01 10:04:00.000000'),
                (14, 3, 1, 'FAIL', '2026-03-01 10:06:00.000000', '2026-03-01 10:06:30.000000'),
                (15, 4, 1, 'WAITING', NULL, NULL),
                (21, 0, 2, 'COMPLETE', '2026-03-01 11:00:00', '2026-03-01 11:01:00');
            INSERT INTO trial_values VALUES (1, 11, 0, 0.8, 'FINITE'), (2, 12, 0, 0.4, 'FINITE'),
                (3, 13, 0, 0.9, 'FINITE'), (4, 21, 0, 0.5, 'FINITE'), (5, 21, 1, NULL, 'INF_NEG');
            INSERT INTO trial_intermediate_values VALUES (1, 11, 0, 0.5, 'FINITE'), (2, 11, 1, 0.95, 'FINITE'),
                (3, 12, 0, 0.4, 'FINITE'), (4, 13, 0, NULL, 'NAN'), (5, 13, 1, 0.7, 'FINITE');
            """);
        const string lr =
            """{"name":"FloatDistribution","attributes":{"step":null,"low":1e-05,"high":0.1,"log":true}}""";
        const string layers =
            """{"name":"IntDistribution","attributes":{"log":false,"step":1,"low":1,"high":4}}""";
        const string optimizer =
            """{"name":"CategoricalDistribution","attributes":{"choices":["adam","sgd"]}}""";
        const string momentum = """{"name":"UniformDistribution","attributes":{"low":0.0,"high":0.99}}""";
        const string old = """{"name":"DiscreteUniformDistribution","attributes":{"low":0.0,"high":0.5,"q":0.1}}""";
        foreach (var (trial, name, value, json) in ((long, string, double, string)[])
        [
            (11, "lr", 0.01, lr), (11, "layers", 2, layers), (11, "optimizer", 0, optimizer),
            (12, "lr", 0.02, lr), (12, "layers", 3, layers), (12, "optimizer", 1, optimizer),
            (12, "momentum", 0.9, momentum), (13, "lr", 0.001, lr), (13, "layers", 1, layers),
            (13, "optimizer", 1, optimizer), (13, "momentum", 0.5, momentum),
            (14, "lr", 0.1, lr), (14, "layers", 4, layers), (14, "optimizer", 0, optimizer),
            (21, "dropout", 0.30000000000000004, old),
        ])
        {
            using var command = file._connection.CreateCommand();
            command.CommandText = "INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) "
                + "VALUES ($trial, $name, $value, $json)";
            command.Parameters.AddWithValue("$trial", trial);
            command.Parameters.AddWithValue("$name", name);
            command.Parameters.AddWithValue("$value", value);
            command.Parameters.AddWithValue("$json", json);
            command.ExecuteNonQuery();
        }
    }

    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();
}
