@echo off
rem Starts the plugin on Windows; Pulumi's engine looks for a program of this name.
"%SystemRoot%\System32\where.exe" node >nul 2>nul
if errorlevel 1 (
  echo pulumi-resource-huaweicloud-rocketmq: needs Node 22 or newer, and there is no `node` on PATH. Install Node, or install the plugin from its release archive, which needs none. 1>&2
  exit /b 1
)
node "%~dp0start.cjs" %*
