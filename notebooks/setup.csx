// What every notebook begins with. The references are the workbook's own build; where it is missing, the kernel builds
// it first (in a kernel that does not, run `./workbook setup` once).
#r "../lib/PeftWorkbook/bin/Release/net10.0/TorchSharp.dll"
#r "../lib/PeftWorkbook/bin/Release/net10.0/Microsoft.ML.Tokenizers.dll"
#r "../lib/PeftWorkbook/bin/Release/net10.0/Microsoft.Data.Analysis.dll"
#r "../lib/PeftWorkbook/bin/Release/net10.0/Plotly.NET.dll"
#r "../lib/PeftWorkbook/bin/Release/net10.0/Plotly.NET.CSharp.dll"
#r "../lib/PeftWorkbook/bin/Release/net10.0/PeftWorkbook.dll"

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Notebook;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Plots;
using PeftWorkbook.Text;
using PeftWorkbook.Training;
using Plotly.NET.CSharp;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using GenericChart = Plotly.NET.GenericChart;
using F = TorchSharp.torch.nn.functional;
using nn = TorchSharp.torch.nn;

Console.WriteLine(Start.Here());
