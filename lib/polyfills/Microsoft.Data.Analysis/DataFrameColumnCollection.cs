using System.Collections.ObjectModel;

namespace Microsoft.Data.Analysis;

/// <summary>The columns of a frame. All have one length, and no name comes twice.</summary>
public class DataFrameColumnCollection : Collection<DataFrameColumn>
{
    internal DataFrameColumnCollection(IEnumerable<DataFrameColumn> columns)
    {
        foreach (DataFrameColumn column in columns)
            Add(column);
    }

    internal long RowCount => Count == 0 ? 0 : this[0].Length;

    /// <summary>The column of this name. Setting a name that is not there adds a column under it.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public DataFrameColumn this[string columnName]
    {
        get => this[Find(columnName)];
        set
        {
            int place = IndexOf(columnName);
            DataFrameColumn column = value.Owner is null || value.Name == columnName ? value : value.Clone();
            column.SetName(columnName);
            if (place < 0)
                Add(column);
            else
                this[place] = column;
        }
    }

    /// <summary>The place of a column, -1 where there is none of that name.</summary>
    public int IndexOf(string columnName)
    {
        for (int i = 0; i < Count; i++)
        {
            if (this[i].Name == columnName)
                return i;
        }
        return -1;
    }

    /// <summary>Removes a column; nothing happens where there is none of that name.</summary>
    public void Remove(string columnName)
    {
        int place = IndexOf(columnName);
        if (place >= 0)
            RemoveAt(place);
    }

    /// <summary>Gives a column another name.</summary>
    /// <exception cref="ArgumentException">There is no such column, or one with the new name.</exception>
    public void RenameColumn(string currentName, string newName) => this[currentName].SetName(newName);

    /// <summary>Puts a column of values at a place.</summary>
    public void Insert<T>(int columnIndex, IEnumerable<T> column, string columnName) where T : unmanaged
    {
        DataFrameColumn made = Internal.ColumnFactory.Make(columnName, typeof(T));
        foreach (T value in column)
            made.AppendValue(value, System.Globalization.CultureInfo.InvariantCulture);
        Insert(columnIndex, made);
    }

    /// <summary>The column of this name and type.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is of another type.</exception>
    public PrimitiveDataFrameColumn<T> GetPrimitiveColumn<T>(string name) where T : unmanaged =>
        Get<PrimitiveDataFrameColumn<T>>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public StringDataFrameColumn GetStringColumn(string name) => Get<StringDataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public BooleanDataFrameColumn GetBooleanColumn(string name) => Get<BooleanDataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public ByteDataFrameColumn GetByteColumn(string name) => Get<ByteDataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public CharDataFrameColumn GetCharColumn(string name) => Get<CharDataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public DateTimeDataFrameColumn GetDateTimeColumn(string name) => Get<DateTimeDataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public DecimalDataFrameColumn GetDecimalColumn(string name) => Get<DecimalDataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public DoubleDataFrameColumn GetDoubleColumn(string name) => Get<DoubleDataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public SingleDataFrameColumn GetSingleColumn(string name) => Get<SingleDataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public Int16DataFrameColumn GetInt16Column(string name) => Get<Int16DataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public Int32DataFrameColumn GetInt32Column(string name) => Get<Int32DataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public Int64DataFrameColumn GetInt64Column(string name) => Get<Int64DataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public SByteDataFrameColumn GetSByteColumn(string name) => Get<SByteDataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public UInt16DataFrameColumn GetUInt16Column(string name) => Get<UInt16DataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public UInt32DataFrameColumn GetUInt32Column(string name) => Get<UInt32DataFrameColumn>(name);

    /// <inheritdoc cref="GetPrimitiveColumn{T}"/>
    public UInt64DataFrameColumn GetUInt64Column(string name) => Get<UInt64DataFrameColumn>(name);

    internal int Find(string name) => IndexOf(name) is >= 0 and var place ? place
        : throw new ArgumentException(
            $"There is no column \"{name}\"; there are {string.Join(", ", this.Select(c => c.Name))}.", nameof(name));

    internal void CheckRename(DataFrameColumn column, string name)
    {
        int place = IndexOf(name);
        if (place >= 0 && this[place] != column)
            throw new ArgumentException($"There is a column \"{name}\" already.", nameof(name));
    }

    /// <inheritdoc/>
    protected override void InsertItem(int index, DataFrameColumn item)
    {
        Check(item, except: -1);
        base.InsertItem(index, item);
        item.Owner = this;
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, DataFrameColumn item)
    {
        Check(item, except: index);
        this[index].Owner = null;
        base.SetItem(index, item);
        item.Owner = this;
    }

    /// <inheritdoc/>
    protected override void RemoveItem(int index)
    {
        this[index].Owner = null;
        base.RemoveItem(index);
    }

    /// <inheritdoc/>
    protected override void ClearItems()
    {
        foreach (DataFrameColumn column in this)
            column.Owner = null;
        base.ClearItems();
    }

    private void Check(DataFrameColumn column, int except)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (Count > (except < 0 ? 0 : 1) && column.Length != RowCount)
            throw new ArgumentException(
                $"Column \"{column.Name}\" has {column.Length} rows, the frame {RowCount}: "
                + "they must be of one length.");
        int place = IndexOf(column.Name);
        if (place >= 0 && place != except)
            throw new ArgumentException($"There is a column \"{column.Name}\" already.");
    }

    private T Get<T>(string name) where T : DataFrameColumn => this[name] as T
        ?? throw new ArgumentException(
            $"Column \"{name}\" is of {this[name].DataType.Name}: a {typeof(T).Name} was asked for.", nameof(name));
}
