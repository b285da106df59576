using System.Collections;

namespace Microsoft.DotNet.Interactive.Formatting.TabularData;

/// <summary>The columns of a table.</summary>
public class TableSchema
{
    /// <summary>Names of the columns that identify a row.</summary>
    public List<string> PrimaryKey { get; init; } = [];

    /// <summary>The columns.</summary>
    public TableDataFieldDescriptors Fields { get; init; } = [];
}

/// <summary>The columns of a table, by name.</summary>
public class TableDataFieldDescriptors : IReadOnlyCollection<TableSchemaFieldDescriptor>
{
    private readonly Dictionary<string, TableSchemaFieldDescriptor> _fields = new(StringComparer.Ordinal);
    private readonly List<TableSchemaFieldDescriptor> _order = [];

    /// <inheritdoc/>
    public int Count => _order.Count;

    /// <summary>A column.</summary>
    /// <param name="name">Its name.</param>
    public TableSchemaFieldDescriptor this[string name] => _fields[name];

    /// <summary>Whether there is a column of this name.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => _fields.ContainsKey(name);

    /// <summary>Adds a column.</summary>
    /// <param name="descriptor">The column.</param>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public void Add(TableSchemaFieldDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        _fields.Add(descriptor.Name, descriptor);
        _order.Add(descriptor);
    }

    /// <inheritdoc/>
    public IEnumerator<TableSchemaFieldDescriptor> GetEnumerator() => _order.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A column.</summary>
/// <param name="name">Its name.</param>
/// <param name="type">What it holds.</param>
/// <param name="description">What it means.</param>
/// <param name="format">How its text is to be read.</param>
public class TableSchemaFieldDescriptor(
    string name, TableSchemaFieldType? type = TableSchemaFieldType.Null, string? description = null,
    string? format = null)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What it means.</summary>
    public string? Description { get; } = description;

    /// <summary>How its text is to be read.</summary>
    public string? Format { get; } = format;

    /// <summary>What it holds.</summary>
    public TableSchemaFieldType Type { get; } = type ?? TableSchemaFieldType.Null;
}

/// <summary>What a column holds, as <c>specs.frictionlessdata.io/table-schema</c> names it.</summary>
public enum TableSchemaFieldType
{
    /// <summary>Anything.</summary>
    Any,

    /// <summary>An object.</summary>
    Object,

    /// <summary>Nothing.</summary>
    Null,

    /// <summary>A number.</summary>
    Number,

    /// <summary>An integer.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Text.</summary>
    String,

    /// <summary>A sequence.</summary>
    Array,

    /// <summary>A date and time.</summary>
    DateTime,

    /// <summary>A point on Earth.</summary>
    GeoPoint,

    /// <summary>GeoJSON.</summary>
    GeoJson,
}
