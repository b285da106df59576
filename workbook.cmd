@echo off
rem The one entry on Windows: finds the .NET SDK, builds the workbook program when needed, and passes on.
setlocal
set "WORKBOOK_ROOT=%~dp0"
if "%WORKBOOK_ROOT:~-1%"=="\" set "WORKBOOK_ROOT=%WORKBOOK_ROOT:~0,-1%"
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
where dotnet >nul 2>nul
if errorlevel 1 (
  echo The .NET SDK 10 was not found. Install it from https://dot.net/download, then try again. 1>&2
  exit /b 1
)
set "PROGRAM=%WORKBOOK_ROOT%\lib\Workbook\bin\Release\net10.0\Workbook.dll"
rem MSBuild itself finds out that nothing changed; that costs two seconds and needs no tool that Windows lacks.
dotnet build "%WORKBOOK_ROOT%\lib\Workbook\Workbook.csproj" -c Release -v q --nologo
if errorlevel 1 (
  echo The workbook program could not be built; the lines above say why. 1>&2
  exit /b 1
)
dotnet exec "%PROGRAM%" %*
exit /b %errorlevel%
