using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace PeftWorkbook.Plots.Svg;

/// <summary>A large heat map as a PNG of one pixel a cell, which the page enlarges without smoothing.</summary>
internal static class HeatmapImage
{
    public static string Make(double[][] cells, Func<double, Rgb> color, double left, double right, double bottom,
        double top)
    {
        int height = cells.Length, width = cells.Max(r => r.Length);
        byte[] pixels = new byte[height * ((width * 4) + 1)];
        for (int row = 0; row < height; row++)
        {
            // PNG rows go down; the rows of a heat map go from the axis' start, and a reversed axis turns them.
            double[] values = cells[bottom > top ? height - 1 - row : row];
            for (int column = 0; column < values.Length; column++)
            {
                if (!double.IsFinite(values[column]))
                    continue;
                Rgb c = color(values[left > right ? values.Length - 1 - column : column]);
                int at = (row * ((width * 4) + 1)) + 1 + (column * 4);
                (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = ((byte)c.R, (byte)c.G, (byte)c.B, 255);
            }
        }
        string data = Convert.ToBase64String(Png(width, height, pixels));
        return $"<image x=\"{SvgCanvas.Of(Math.Min(left, right))}\" y=\"{SvgCanvas.Of(Math.Min(top, bottom))}\" "
            + $"width=\"{SvgCanvas.Of(Math.Abs(right - left))}\" height=\"{SvgCanvas.Of(Math.Abs(bottom - top))}\" "
            + $"preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{data}\"/>";
    }

    private static byte[] Png(int width, int height, byte[] pixels)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 6);
        Chunk(file, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            zlib.Write(pixels);
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, string name, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309, as PNG asks for.</summary>
    private static uint Crc(byte[] data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}
