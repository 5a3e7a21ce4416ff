; The Windows installer: per user, no administrator, upgrades in place, never touches data.
;   makensis -INPUTCHARSET UTF8 -DSOURCE=folder -DOUT=setup.exe -DVERSION=1.2.3 -DICON=parkdesk.ico [-DQUICK] setup.nsi
; Silent: setup.exe /S [/D=folder]; Uninstall.exe /S. Exit codes: 0 done, 1 cancelled, 2 stopped,
;   10 Windows too old, 11 not 64-bit, 12 a newer version is installed, 13 the program is running, 14 a file could not be written.
Unicode True
!ifndef X86
  Target amd64-unicode
!endif
ManifestSupportedOS all
ManifestDPIAware true
!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "WinVer.nsh"
!include "WordFunc.nsh"
!include "x64.nsh"

!define APP "ParkDesk"
!define TITLE "县域工业运行台"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP}"
!define CLASSES "Software\Classes"
!define OLDEST_BUILD 17763

Name "${TITLE}"
OutFile "${OUT}"
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${APP}"
InstallDirRegKey HKCU "Software\${APP}" "InstallDir"
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${TITLE} ${APP}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileDescription" "${TITLE} 安装程序"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT 许可；所用组件见“许可”文件夹"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "本程序只装给当前用户，不需要管理员权限，也不联网。$\r$\n$\r$\n如果装过旧版，会在原处升级；台账、备份和设置都不会改动。$\r$\n$\r$\n本软件不得存储、处理国家秘密。"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${APP}.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开${TITLE}"
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "只删除程序。台账、备份和设置都会留下，位置在卸载完成时告诉您。"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

!macro Refuse CODE SENTENCE
  MessageBox MB_OK|MB_ICONSTOP "${SENTENCE}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

!macro RefuseWhileRunning
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\${APP}.exe"
    FileOpen $R0 "$INSTDIR\${APP}.exe" a
    ${If} ${Errors}
      !insertmacro Refuse 13 "${TITLE}还开着，请先关闭它，再运行一次。"
    ${EndIf}
    FileClose $R0
  ${EndIf}
!macroend

!macro RemoveProgram
  Delete "$INSTDIR\${APP}.exe"
  Delete "$INSTDIR\parkdesk-cli.exe"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\许可"
!macroend

!macro Associate SUFFIX CLASS NAME
  WriteRegStr HKCU "${CLASSES}\${SUFFIX}" "" "${CLASS}"
  WriteRegStr HKCU "${CLASSES}\${CLASS}" "" "${NAME}"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\DefaultIcon" "" "$INSTDIR\${APP}.exe,0"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\shell\open\command" "" '"$INSTDIR\${APP}.exe" "%1"'
!macroend

!macro Dissociate SUFFIX CLASS
  ReadRegStr $R0 HKCU "${CLASSES}\${SUFFIX}" ""
  ${If} $R0 == "${CLASS}"
    DeleteRegKey HKCU "${CLASSES}\${SUFFIX}"
  ${EndIf}
  DeleteRegKey HKCU "${CLASSES}\${CLASS}"
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    !insertmacro Refuse 11 "这台电脑的 Windows 是 32 位的，本软件需要 64 位的 Windows 10（1809 或更新）或 Windows 11，请换一台电脑。"
  ${EndIf}
  ${WinVerGetBuild} $R0
  ${IfNot} ${AtLeastWin10}
  ${OrIf} $R0 < ${OLDEST_BUILD}
    !insertmacro Refuse 10 "这台电脑的 Windows 太旧，本软件需要 Windows 10（1809 或更新）或 Windows 11，请升级系统或换一台电脑。"
  ${EndIf}
  ReadRegStr $R1 HKCU "${ENTRY}" "DisplayVersion"
  ${If} $R1 != ""
    ${VersionCompare} "$R1" "${VERSION}" $R2
    ${If} $R2 = 1
      !insertmacro Refuse 12 "已经装有较新的 $R1 版，这个安装程序是 ${VERSION} 版，没有改动任何文件；旧版打不开新版写过的台账，请继续用新版。"
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "程序"
  !insertmacro RefuseWhileRunning
  !insertmacro RemoveProgram
  ClearErrors
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*.*"
  ${If} ${Errors}
    !insertmacro Refuse 14 "有文件没有写成，请检查“$INSTDIR”所在磁盘的空间和权限，再运行一次；台账没有改动。"
  ${EndIf}
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  CreateDirectory "$SMPROGRAMS\${TITLE}"
  CreateShortCut "$SMPROGRAMS\${TITLE}\${TITLE}.lnk" "$INSTDIR\${APP}.exe"
  CreateShortCut "$SMPROGRAMS\${TITLE}\演示台账.lnk" "$INSTDIR\${APP}.exe" "--demo"
  CreateShortCut "$SMPROGRAMS\${TITLE}\卸载.lnk" "$INSTDIR\Uninstall.exe"
  CreateShortCut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\${APP}.exe"
  WriteRegStr HKCU "Software\${APP}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${ENTRY}" "DisplayIcon" "$INSTDIR\${APP}.exe"
  WriteRegStr HKCU "${ENTRY}" "Publisher" "${APP}"
  WriteRegStr HKCU "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${ENTRY}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${ENTRY}" "NoModify" 1
  WriteRegDWORD HKCU "${ENTRY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${ENTRY}" "EstimatedSize" "$0"
  !insertmacro Associate ".parkdesk" "${APP}.Desk" "${TITLE}台账"
  !insertmacro Associate ".parkpkg" "${APP}.Package" "${TITLE}数据包"
  ${RefreshShellIcons}
SectionEnd

Function un.onInit
  !insertmacro RefuseWhileRunning
FunctionEnd

Section "Uninstall"
  !insertmacro RemoveProgram
  Delete "$INSTDIR\Uninstall.exe"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
  RMDir /r "$SMPROGRAMS\${TITLE}"
  Delete "$DESKTOP\${TITLE}.lnk"
  DeleteRegKey HKCU "${ENTRY}"
  DeleteRegKey HKCU "Software\${APP}"
  !insertmacro Dissociate ".parkdesk" "${APP}.Desk"
  !insertmacro Dissociate ".parkpkg" "${APP}.Package"
  ${RefreshShellIcons}
  MessageBox MB_OK|MB_ICONINFORMATION "程序已删除。台账和备份原样留在您放它们的地方（默认是“$DOCUMENTS\${TITLE}”），设置和日志留在“$LOCALAPPDATA\${APP}”。" /SD IDOK
SectionEnd
