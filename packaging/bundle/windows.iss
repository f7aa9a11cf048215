; The installer for Windows, by Inno Setup 6: ISCC -DVersion=0.1.0 packaging\bundle\windows.iss
; Installs for one account, so that no administrator is needed; libraries are never touched.

#ifndef Version
  #error Say which version this is: -DVersion=0.1.0
#endif

[Setup]
AppId={{6F0C6E1B-6B41-4C0E-9A55-2C1D7E1F4C2A}
AppName=C2V Desktop
AppVersion={#Version}
AppPublisher=The C2V Desktop authors
DefaultDirName={autopf}\C2V Desktop
DefaultGroupName=C2V Desktop
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesEnvironment=yes
ChangesAssociations=yes
Compression=lzma2/normal
SolidCompression=yes
WizardStyle=modern
LicenseFile=texts\GPL-3.txt
SetupIconFile=..\..\build\bundle\c2v-desktop.ico
UninstallDisplayIcon={app}\c2v-desktop.exe
OutputDir=..\..\dist
OutputBaseFilename=c2v-desktop-{#Version}-windows-amd64

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.Command=Put c2v on the command line
de.Command=c2v auf die Kommandozeile bringen
en.Search=Search with C2V Desktop
de.Search=Mit C2V Desktop durchsuchen
en.Left=Your libraries, models and settings stay where they are:
de.Left=Bibliotheken, Modelle und Einstellungen bleiben, wo sie sind:

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "command"; Description: "{cm:Command}"

[Files]
Source: "..\..\build\bundle\dist\c2v-desktop\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; What an earlier version left would be found before the libraries of this one.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\C2V Desktop"; Filename: "{app}\c2v-desktop.exe"
Name: "{autodesktop}\C2V Desktop"; Filename: "{app}\c2v-desktop.exe"; Tasks: desktopicon

[Registry]
; In the menu of folders, and among the programs that open a clip; no clip changes what opens it by a double click.
Root: HKA; Subkey: "Software\Classes\Directory\shell\C2VDesktop"; ValueType: string; ValueData: "{cm:Search}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Directory\shell\C2VDesktop\command"; ValueType: string; ValueData: """{app}\c2v-desktop.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\c2v-desktop.exe\shell\open\command"; ValueType: string; ValueData: """{app}\c2v-desktop.exe"" ""%1"""; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\c2v-desktop.exe\SupportedTypes"; ValueType: string; ValueName: ".mp4"
Root: HKA; Subkey: "Software\Classes\Applications\c2v-desktop.exe\SupportedTypes"; ValueType: string; ValueName: ".mov"
Root: HKA; Subkey: "Software\Classes\Applications\c2v-desktop.exe\SupportedTypes"; ValueType: string; ValueName: ".mxf"
Root: HKA; Subkey: "Software\Classes\Applications\c2v-desktop.exe\SupportedTypes"; ValueType: string; ValueName: ".mkv"
Root: HKA; Subkey: "Software\Classes\Applications\c2v-desktop.exe\SupportedTypes"; ValueType: string; ValueName: ".avi"
Root: HKA; Subkey: "Software\Classes\Applications\c2v-desktop.exe\SupportedTypes"; ValueType: string; ValueName: ".webm"
Root: HKA; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: command; Check: IsNotOnPath

[Run]
Filename: "{app}\c2v-desktop.exe"; Description: "{cm:LaunchProgram,C2V Desktop}"; Flags: nowait postinstall skipifsilent

[Code]
function PathNow(): string;
begin
  if not RegQueryStringValue(HKCU, 'Environment', 'Path', Result) then
    Result := '';
end;

function IsNotOnPath(): Boolean;
begin
  Result := Pos(';' + Lowercase(ExpandConstant('{app}')) + ';', ';' + Lowercase(PathNow()) + ';') = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path, Ours: string;
  At: Integer;
begin
  if Step <> usPostUninstall then
    exit;
  Path := PathNow();
  Ours := ';' + ExpandConstant('{app}');
  At := Pos(Lowercase(Ours), Lowercase(Path));
  if At > 0 then
  begin
    Delete(Path, At, Length(Ours));
    RegWriteExpandStringValue(HKCU, 'Environment', 'Path', Path);
  end;
  if not UninstallSilent() then
    MsgBox(CustomMessage('Left') + #13#10 + ExpandConstant('{localappdata}\c2v-desktop'), mbInformation, MB_OK);
end;
