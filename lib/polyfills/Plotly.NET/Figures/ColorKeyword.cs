namespace Plotly.NET;

/// <summary>The colours that CSS has names for.</summary>
public sealed class ColorKeyword
{
    private ColorKeyword(int rgb) => (R, G, B) = (rgb >> 16, (rgb >> 8) & 255, rgb & 255);

    internal int R { get; }

    internal int G { get; }

    internal int B { get; }

    /// <summary>#f0f8ff</summary>
    public static ColorKeyword AliceBlue { get; } = new(0xF0F8FF);
    /// <summary>#faebd7</summary>
    public static ColorKeyword AntiqueWhite { get; } = new(0xFAEBD7);
    /// <summary>#00ffff</summary>
    public static ColorKeyword Aqua { get; } = new(0x00FFFF);
    /// <summary>#7fffd4</summary>
    public static ColorKeyword Aquamarine { get; } = new(0x7FFFD4);
    /// <summary>#f0ffff</summary>
    public static ColorKeyword Azure { get; } = new(0xF0FFFF);
    /// <summary>#f5f5dc</summary>
    public static ColorKeyword Beige { get; } = new(0xF5F5DC);
    /// <summary>#ffe4c4</summary>
    public static ColorKeyword Bisque { get; } = new(0xFFE4C4);
    /// <summary>#000000</summary>
    public static ColorKeyword Black { get; } = new(0x000000);
    /// <summary>#ffebcd</summary>
    public static ColorKeyword BlanchedAlmond { get; } = new(0xFFEBCD);
    /// <summary>#0000ff</summary>
    public static ColorKeyword Blue { get; } = new(0x0000FF);
    /// <summary>#8a2be2</summary>
    public static ColorKeyword Blueviolet { get; } = new(0x8A2BE2);
    /// <summary>#a52a2a</summary>
    public static ColorKeyword Brown { get; } = new(0xA52A2A);
    /// <summary>#deb887</summary>
    public static ColorKeyword BurlyWood { get; } = new(0xDEB887);
    /// <summary>#5f9ea0</summary>
    public static ColorKeyword CadetBlue { get; } = new(0x5F9EA0);
    /// <summary>#7fff00</summary>
    public static ColorKeyword Chartreuse { get; } = new(0x7FFF00);
    /// <summary>#d2691e</summary>
    public static ColorKeyword Chocolate { get; } = new(0xD2691E);
    /// <summary>#ff7f50</summary>
    public static ColorKeyword Coral { get; } = new(0xFF7F50);
    /// <summary>#6495ed</summary>
    public static ColorKeyword CornflowerBlue { get; } = new(0x6495ED);
    /// <summary>#fff8dc</summary>
    public static ColorKeyword CornSilk { get; } = new(0xFFF8DC);
    /// <summary>#dc143c</summary>
    public static ColorKeyword Crimson { get; } = new(0xDC143C);
    /// <summary>#00ffff</summary>
    public static ColorKeyword Cyan { get; } = new(0x00FFFF);
    /// <summary>#00008b</summary>
    public static ColorKeyword DarkBlue { get; } = new(0x00008B);
    /// <summary>#008b8b</summary>
    public static ColorKeyword DarkCyan { get; } = new(0x008B8B);
    /// <summary>#b8860b</summary>
    public static ColorKeyword DarkGoldenRod { get; } = new(0xB8860B);
    /// <summary>#a9a9a9</summary>
    public static ColorKeyword DarkGray { get; } = new(0xA9A9A9);
    /// <summary>#006400</summary>
    public static ColorKeyword DarkGreen { get; } = new(0x006400);
    /// <summary>#a9a9a9</summary>
    public static ColorKeyword DarkGrey { get; } = new(0xA9A9A9);
    /// <summary>#bdb76b</summary>
    public static ColorKeyword DarkKhaki { get; } = new(0xBDB76B);
    /// <summary>#8b008b</summary>
    public static ColorKeyword DarkMagenta { get; } = new(0x8B008B);
    /// <summary>#556b2f</summary>
    public static ColorKeyword DarkOliveGreen { get; } = new(0x556B2F);
    /// <summary>#ff8c00</summary>
    public static ColorKeyword DarkOrange { get; } = new(0xFF8C00);
    /// <summary>#9932cc</summary>
    public static ColorKeyword DarkOrchid { get; } = new(0x9932CC);
    /// <summary>#8b0000</summary>
    public static ColorKeyword DarkRed { get; } = new(0x8B0000);
    /// <summary>#e9967a</summary>
    public static ColorKeyword DarkSalmon { get; } = new(0xE9967A);
    /// <summary>#8fbc8f</summary>
    public static ColorKeyword DarkSeaGreen { get; } = new(0x8FBC8F);
    /// <summary>#483d8b</summary>
    public static ColorKeyword DarkSlateBlue { get; } = new(0x483D8B);
    /// <summary>#2f4f4f</summary>
    public static ColorKeyword DarkSlateGray { get; } = new(0x2F4F4F);
    /// <summary>#2f4f4f</summary>
    public static ColorKeyword DarkSlateGrey { get; } = new(0x2F4F4F);
    /// <summary>#00ced1</summary>
    public static ColorKeyword DarkTurquoise { get; } = new(0x00CED1);
    /// <summary>#9400d3</summary>
    public static ColorKeyword DarkViolet { get; } = new(0x9400D3);
    /// <summary>#ff1493</summary>
    public static ColorKeyword DeepPink { get; } = new(0xFF1493);
    /// <summary>#00bfff</summary>
    public static ColorKeyword DeepSkyBlue { get; } = new(0x00BFFF);
    /// <summary>#696969</summary>
    public static ColorKeyword DimGray { get; } = new(0x696969);
    /// <summary>#696969</summary>
    public static ColorKeyword DimGrey { get; } = new(0x696969);
    /// <summary>#1e90ff</summary>
    public static ColorKeyword DodgerBlue { get; } = new(0x1E90FF);
    /// <summary>#b22222</summary>
    public static ColorKeyword FireBrick { get; } = new(0xB22222);
    /// <summary>#fffaf0</summary>
    public static ColorKeyword FloralWhite { get; } = new(0xFFFAF0);
    /// <summary>#228b22</summary>
    public static ColorKeyword ForestGreen { get; } = new(0x228B22);
    /// <summary>#ff00ff</summary>
    public static ColorKeyword Fuchsia { get; } = new(0xFF00FF);
    /// <summary>#dcdcdc</summary>
    public static ColorKeyword Gainsboro { get; } = new(0xDCDCDC);
    /// <summary>#f8f8ff</summary>
    public static ColorKeyword GhostWhite { get; } = new(0xF8F8FF);
    /// <summary>#ffd700</summary>
    public static ColorKeyword Gold { get; } = new(0xFFD700);
    /// <summary>#daa520</summary>
    public static ColorKeyword GoldenRod { get; } = new(0xDAA520);
    /// <summary>#808080</summary>
    public static ColorKeyword Gray { get; } = new(0x808080);
    /// <summary>#808080</summary>
    public static ColorKeyword Grey { get; } = new(0x808080);
    /// <summary>#008000</summary>
    public static ColorKeyword Green { get; } = new(0x008000);
    /// <summary>#adff2f</summary>
    public static ColorKeyword GreenYellow { get; } = new(0xADFF2F);
    /// <summary>#f0fff0</summary>
    public static ColorKeyword HoneyDew { get; } = new(0xF0FFF0);
    /// <summary>#ff69b4</summary>
    public static ColorKeyword HotPink { get; } = new(0xFF69B4);
    /// <summary>#cd5c5c</summary>
    public static ColorKeyword IndianRed { get; } = new(0xCD5C5C);
    /// <summary>#4b0082</summary>
    public static ColorKeyword Indigo { get; } = new(0x4B0082);
    /// <summary>#fffff0</summary>
    public static ColorKeyword Ivory { get; } = new(0xFFFFF0);
    /// <summary>#f0e68c</summary>
    public static ColorKeyword Khaki { get; } = new(0xF0E68C);
    /// <summary>#e6e6fa</summary>
    public static ColorKeyword Lavender { get; } = new(0xE6E6FA);
    /// <summary>#fff0f5</summary>
    public static ColorKeyword LavenderBlush { get; } = new(0xFFF0F5);
    /// <summary>#7cfc00</summary>
    public static ColorKeyword LawnGreen { get; } = new(0x7CFC00);
    /// <summary>#fffacd</summary>
    public static ColorKeyword LemonChiffon { get; } = new(0xFFFACD);
    /// <summary>#add8e6</summary>
    public static ColorKeyword LightBlue { get; } = new(0xADD8E6);
    /// <summary>#f08080</summary>
    public static ColorKeyword LightCoral { get; } = new(0xF08080);
    /// <summary>#e0ffff</summary>
    public static ColorKeyword LightCyan { get; } = new(0xE0FFFF);
    /// <summary>#fafad2</summary>
    public static ColorKeyword LightGoldenRodYellow { get; } = new(0xFAFAD2);
    /// <summary>#d3d3d3</summary>
    public static ColorKeyword LightGray { get; } = new(0xD3D3D3);
    /// <summary>#90ee90</summary>
    public static ColorKeyword LightGreen { get; } = new(0x90EE90);
    /// <summary>#d3d3d3</summary>
    public static ColorKeyword LightGrey { get; } = new(0xD3D3D3);
    /// <summary>#ffb6c1</summary>
    public static ColorKeyword LightPink { get; } = new(0xFFB6C1);
    /// <summary>#ffa07a</summary>
    public static ColorKeyword LightSalmon { get; } = new(0xFFA07A);
    /// <summary>#20b2aa</summary>
    public static ColorKeyword LightSeaGreen { get; } = new(0x20B2AA);
    /// <summary>#87cefa</summary>
    public static ColorKeyword LightSkyBlue { get; } = new(0x87CEFA);
    /// <summary>#778899</summary>
    public static ColorKeyword LightSlateGray { get; } = new(0x778899);
    /// <summary>#778899</summary>
    public static ColorKeyword LightSlateGrey { get; } = new(0x778899);
    /// <summary>#b0c4de</summary>
    public static ColorKeyword LightSteelBlue { get; } = new(0xB0C4DE);
    /// <summary>#ffffe0</summary>
    public static ColorKeyword LightYellow { get; } = new(0xFFFFE0);
    /// <summary>#00ff00</summary>
    public static ColorKeyword Lime { get; } = new(0x00FF00);
    /// <summary>#32cd32</summary>
    public static ColorKeyword Limegreen { get; } = new(0x32CD32);
    /// <summary>#faf0e6</summary>
    public static ColorKeyword Linen { get; } = new(0xFAF0E6);
    /// <summary>#ff00ff</summary>
    public static ColorKeyword Magenta { get; } = new(0xFF00FF);
    /// <summary>#800000</summary>
    public static ColorKeyword Maroon { get; } = new(0x800000);
    /// <summary>#66cdaa</summary>
    public static ColorKeyword MediumAquamarine { get; } = new(0x66CDAA);
    /// <summary>#0000cd</summary>
    public static ColorKeyword MediumBlue { get; } = new(0x0000CD);
    /// <summary>#ba55d3</summary>
    public static ColorKeyword MediumOrchid { get; } = new(0xBA55D3);
    /// <summary>#9370db</summary>
    public static ColorKeyword MediumPurple { get; } = new(0x9370DB);
    /// <summary>#3cb371</summary>
    public static ColorKeyword MediumSeaGreen { get; } = new(0x3CB371);
    /// <summary>#7b68ee</summary>
    public static ColorKeyword MediumSlateBlue { get; } = new(0x7B68EE);
    /// <summary>#00fa9a</summary>
    public static ColorKeyword MediumSpringGreen { get; } = new(0x00FA9A);
    /// <summary>#48d1cc</summary>
    public static ColorKeyword MediumTurquoise { get; } = new(0x48D1CC);
    /// <summary>#c71585</summary>
    public static ColorKeyword MediumVioletRed { get; } = new(0xC71585);
    /// <summary>#191970</summary>
    public static ColorKeyword MidnightBlue { get; } = new(0x191970);
    /// <summary>#f5fffa</summary>
    public static ColorKeyword MintCream { get; } = new(0xF5FFFA);
    /// <summary>#ffe4e1</summary>
    public static ColorKeyword MistyRose { get; } = new(0xFFE4E1);
    /// <summary>#ffe4b5</summary>
    public static ColorKeyword Moccasin { get; } = new(0xFFE4B5);
    /// <summary>#ffdead</summary>
    public static ColorKeyword NavajoWhite { get; } = new(0xFFDEAD);
    /// <summary>#000080</summary>
    public static ColorKeyword Navy { get; } = new(0x000080);
    /// <summary>#fdf5e6</summary>
    public static ColorKeyword OldLace { get; } = new(0xFDF5E6);
    /// <summary>#808000</summary>
    public static ColorKeyword Olive { get; } = new(0x808000);
    /// <summary>#6b8e23</summary>
    public static ColorKeyword OliveDrab { get; } = new(0x6B8E23);
    /// <summary>#ffa500</summary>
    public static ColorKeyword Orange { get; } = new(0xFFA500);
    /// <summary>#ff4500</summary>
    public static ColorKeyword OrangeRed { get; } = new(0xFF4500);
    /// <summary>#da70d6</summary>
    public static ColorKeyword Orchid { get; } = new(0xDA70D6);
    /// <summary>#eee8aa</summary>
    public static ColorKeyword PaleGoldenRod { get; } = new(0xEEE8AA);
    /// <summary>#98fb98</summary>
    public static ColorKeyword PaleGreen { get; } = new(0x98FB98);
    /// <summary>#afeeee</summary>
    public static ColorKeyword PaleTurquoise { get; } = new(0xAFEEEE);
    /// <summary>#db7093</summary>
    public static ColorKeyword PaleVioletRed { get; } = new(0xDB7093);
    /// <summary>#ffefd5</summary>
    public static ColorKeyword PapayaWhip { get; } = new(0xFFEFD5);
    /// <summary>#ffdab9</summary>
    public static ColorKeyword PeachPuff { get; } = new(0xFFDAB9);
    /// <summary>#cd853f</summary>
    public static ColorKeyword Peru { get; } = new(0xCD853F);
    /// <summary>#ffc0cb</summary>
    public static ColorKeyword Pink { get; } = new(0xFFC0CB);
    /// <summary>#dda0dd</summary>
    public static ColorKeyword Plum { get; } = new(0xDDA0DD);
    /// <summary>#b0e0e6</summary>
    public static ColorKeyword PowderBlue { get; } = new(0xB0E0E6);
    /// <summary>#800080</summary>
    public static ColorKeyword Purple { get; } = new(0x800080);
    /// <summary>#ff0000</summary>
    public static ColorKeyword Red { get; } = new(0xFF0000);
    /// <summary>#bc8f8f</summary>
    public static ColorKeyword RosyBrown { get; } = new(0xBC8F8F);
    /// <summary>#4169e1</summary>
    public static ColorKeyword RoyalBlue { get; } = new(0x4169E1);
    /// <summary>#8b4513</summary>
    public static ColorKeyword SaddleBrown { get; } = new(0x8B4513);
    /// <summary>#fa8072</summary>
    public static ColorKeyword Salmon { get; } = new(0xFA8072);
    /// <summary>#f4a460</summary>
    public static ColorKeyword SandyBrown { get; } = new(0xF4A460);
    /// <summary>#2e8b57</summary>
    public static ColorKeyword SeaGreen { get; } = new(0x2E8B57);
    /// <summary>#fff5ee</summary>
    public static ColorKeyword SeaShell { get; } = new(0xFFF5EE);
    /// <summary>#a0522d</summary>
    public static ColorKeyword Sienna { get; } = new(0xA0522D);
    /// <summary>#c0c0c0</summary>
    public static ColorKeyword Silver { get; } = new(0xC0C0C0);
    /// <summary>#87ceeb</summary>
    public static ColorKeyword SkyBlue { get; } = new(0x87CEEB);
    /// <summary>#6a5acd</summary>
    public static ColorKeyword SlateBlue { get; } = new(0x6A5ACD);
    /// <summary>#708090</summary>
    public static ColorKeyword SlateGray { get; } = new(0x708090);
    /// <summary>#708090</summary>
    public static ColorKeyword SlateGrey { get; } = new(0x708090);
    /// <summary>#fffafa</summary>
    public static ColorKeyword Snow { get; } = new(0xFFFAFA);
    /// <summary>#00ff7f</summary>
    public static ColorKeyword SpringGreen { get; } = new(0x00FF7F);
    /// <summary>#4682b4</summary>
    public static ColorKeyword SteelBlue { get; } = new(0x4682B4);
    /// <summary>#d2b48c</summary>
    public static ColorKeyword Tan { get; } = new(0xD2B48C);
    /// <summary>#008080</summary>
    public static ColorKeyword Teal { get; } = new(0x008080);
    /// <summary>#d8bfd8</summary>
    public static ColorKeyword Thistle { get; } = new(0xD8BFD8);
    /// <summary>#ff6347</summary>
    public static ColorKeyword Tomato { get; } = new(0xFF6347);
    /// <summary>#40e0d0</summary>
    public static ColorKeyword Turquoise { get; } = new(0x40E0D0);
    /// <summary>#ee82ee</summary>
    public static ColorKeyword Violet { get; } = new(0xEE82EE);
    /// <summary>#f5deb3</summary>
    public static ColorKeyword Wheat { get; } = new(0xF5DEB3);
    /// <summary>#ffffff</summary>
    public static ColorKeyword White { get; } = new(0xFFFFFF);
    /// <summary>#f5f5f5</summary>
    public static ColorKeyword WhiteSmoke { get; } = new(0xF5F5F5);
    /// <summary>#ffff00</summary>
    public static ColorKeyword Yellow { get; } = new(0xFFFF00);
    /// <summary>#9acd32</summary>
    public static ColorKeyword YellowGreen { get; } = new(0x9ACD32);
}
