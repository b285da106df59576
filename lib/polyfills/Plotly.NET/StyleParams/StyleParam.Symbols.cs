namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>The shape of a marker.</summary>
    public sealed class MarkerSymbol : IStyleValue
    {
        private readonly int value;

        private MarkerSymbol(int value) => this.value = value;

        /// <summary><c>53</c></summary>
        public static MarkerSymbol Arrow { get; } = new(53);

        /// <summary><c>50</c></summary>
        public static MarkerSymbol ArrowBarDown { get; } = new(50);

        /// <summary><c>51</c></summary>
        public static MarkerSymbol ArrowBarLeft { get; } = new(51);

        /// <summary><c>52</c></summary>
        public static MarkerSymbol ArrowBarRight { get; } = new(52);

        /// <summary><c>49</c></summary>
        public static MarkerSymbol ArrowBarUp { get; } = new(49);

        /// <summary><c>46</c></summary>
        public static MarkerSymbol ArrowDown { get; } = new(46);

        /// <summary><c>47</c></summary>
        public static MarkerSymbol ArrowLeft { get; } = new(47);

        /// <summary><c>48</c></summary>
        public static MarkerSymbol ArrowRight { get; } = new(48);

        /// <summary><c>45</c></summary>
        public static MarkerSymbol ArrowUp { get; } = new(45);

        /// <summary><c>54</c></summary>
        public static MarkerSymbol ArrowWide { get; } = new(54);

        /// <summary><c>35</c></summary>
        public static MarkerSymbol Asterisk { get; } = new(35);

        /// <summary><c>26</c></summary>
        public static MarkerSymbol Bowtie { get; } = new(26);

        /// <summary><c>0</c></summary>
        public static MarkerSymbol Circle { get; } = new(0);

        /// <summary><c>27</c></summary>
        public static MarkerSymbol CircleCross { get; } = new(27);

        /// <summary><c>28</c></summary>
        public static MarkerSymbol CircleX { get; } = new(28);

        /// <summary><c>3</c></summary>
        public static MarkerSymbol Cross { get; } = new(3);

        /// <summary><c>33</c></summary>
        public static MarkerSymbol CrossThin { get; } = new(33);

        /// <summary><c>2</c></summary>
        public static MarkerSymbol Diamond { get; } = new(2);

        /// <summary><c>31</c></summary>
        public static MarkerSymbol DiamondCross { get; } = new(31);

        /// <summary><c>23</c></summary>
        public static MarkerSymbol DiamondTall { get; } = new(23);

        /// <summary><c>24</c></summary>
        public static MarkerSymbol DiamondWide { get; } = new(24);

        /// <summary><c>32</c></summary>
        public static MarkerSymbol DiamondX { get; } = new(32);

        /// <summary><c>36</c></summary>
        public static MarkerSymbol Hash { get; } = new(36);

        /// <summary><c>14</c></summary>
        public static MarkerSymbol Hexagon { get; } = new(14);

        /// <summary><c>15</c></summary>
        public static MarkerSymbol Hexagon2 { get; } = new(15);

        /// <summary><c>18</c></summary>
        public static MarkerSymbol Hexagram { get; } = new(18);

        /// <summary><c>25</c></summary>
        public static MarkerSymbol Hourglass { get; } = new(25);

        /// <summary><c>41</c></summary>
        public static MarkerSymbol LineEW { get; } = new(41);

        /// <summary><c>43</c></summary>
        public static MarkerSymbol LineNE { get; } = new(43);

        /// <summary><c>42</c></summary>
        public static MarkerSymbol LineNS { get; } = new(42);

        /// <summary><c>44</c></summary>
        public static MarkerSymbol LineNW { get; } = new(44);

        /// <summary><c>16</c></summary>
        public static MarkerSymbol Octagon { get; } = new(16);

        /// <summary><c>13</c></summary>
        public static MarkerSymbol Pentagon { get; } = new(13);

        /// <summary><c>1</c></summary>
        public static MarkerSymbol Square { get; } = new(1);

        /// <summary><c>29</c></summary>
        public static MarkerSymbol SquareCross { get; } = new(29);

        /// <summary><c>30</c></summary>
        public static MarkerSymbol SquareX { get; } = new(30);

        /// <summary><c>17</c></summary>
        public static MarkerSymbol Star { get; } = new(17);

        /// <summary><c>22</c></summary>
        public static MarkerSymbol StarDiamond { get; } = new(22);

        /// <summary><c>21</c></summary>
        public static MarkerSymbol StarSquare { get; } = new(21);

        /// <summary><c>20</c></summary>
        public static MarkerSymbol StarTriangleDown { get; } = new(20);

        /// <summary><c>19</c></summary>
        public static MarkerSymbol StarTriangleUp { get; } = new(19);

        /// <summary><c>6</c></summary>
        public static MarkerSymbol TriangleDown { get; } = new(6);

        /// <summary><c>7</c></summary>
        public static MarkerSymbol TriangleLeft { get; } = new(7);

        /// <summary><c>9</c></summary>
        public static MarkerSymbol TriangleNE { get; } = new(9);

        /// <summary><c>12</c></summary>
        public static MarkerSymbol TriangleNW { get; } = new(12);

        /// <summary><c>8</c></summary>
        public static MarkerSymbol TriangleRight { get; } = new(8);

        /// <summary><c>10</c></summary>
        public static MarkerSymbol TriangleSE { get; } = new(10);

        /// <summary><c>11</c></summary>
        public static MarkerSymbol TriangleSW { get; } = new(11);

        /// <summary><c>5</c></summary>
        public static MarkerSymbol TriangleUp { get; } = new(5);

        /// <summary><c>4</c></summary>
        public static MarkerSymbol X { get; } = new(4);

        /// <summary><c>34</c></summary>
        public static MarkerSymbol XThin { get; } = new(34);

        /// <summary><c>38</c></summary>
        public static MarkerSymbol YDown { get; } = new(38);

        /// <summary><c>39</c></summary>
        public static MarkerSymbol YLeft { get; } = new(39);

        /// <summary><c>40</c></summary>
        public static MarkerSymbol YRight { get; } = new(40);

        /// <summary><c>37</c></summary>
        public static MarkerSymbol YUp { get; } = new(37);

        /// <summary>A symbol as an outline, with a dot, or both.</summary>
        public static MarkerSymbol NewModified(MarkerSymbol item1, SymbolStyle item2) =>
            new(item1.value + (int)item2.Convert());

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

        /// <inheritdoc/>
        public override string ToString() =>
            System.Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }

    /// <summary>How a marker is drawn: outline, dot.</summary>
    public sealed class SymbolStyle : IStyleValue
    {
        private readonly string value;

        private SymbolStyle(string value) => this.value = value;

        /// <summary><c>dot</c></summary>
        public static SymbolStyle Dot { get; } = new("dot");

        /// <summary><c>open</c></summary>
        public static SymbolStyle Open { get; } = new("open");

        /// <summary><c>open-dot</c></summary>
        public static SymbolStyle OpenDot { get; } = new("open-dot");

        /// <summary>The value that plotly.js reads.</summary>
        public object Convert() => value;

        /// <inheritdoc/>
        public override string ToString() => value;
    }
}
