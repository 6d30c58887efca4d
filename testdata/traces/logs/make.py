#!/usr/bin/env python3
"""Writes the power logs of this folder: three to six samples each, of a board that draws little at first and much at the end, so that each
wrong sum of rails, columns or devices shows as another number. What is right stands in tests/trace/PowerLogsTest.cpp, worked out by hand."""
import codecs
import pathlib
import zipfile

HERE = pathlib.Path(__file__).parent


def write(name, text, encoding="utf-8"):
    (HERE / name).write_bytes(text.encode(encoding))


def tegrastats(name, idle, busy, stamp=None, unit=""):
    lines = []
    for second in range(4):
        rails = idle if second < 2 else busy
        front = f"{stamp}:{second:02d} " if stamp else ""
        lines.append(f"{front}RAM 1019/3956MB (lfb 3x4MB) CPU [12%@1479,off,8%@1479] EMC_FREQ 4%@1600 GR3D_FREQ 0%@921 CPU@39.5C GPU@37C "
                     + " ".join(f"{rail} {mw}{unit}/{mw // 2}{unit}" for rail, mw in rails.items()))
    write(name, "\n".join(lines) + "\n")


def rails(**values):
    return values


tegrastats("tegrastats-nano-jetpack4.log", rails(POM_5V_IN=1841, POM_5V_GPU=40, POM_5V_CPU=323),
           rails(POM_5V_IN=9312, POM_5V_GPU=4100, POM_5V_CPU=1250))
tegrastats("tegrastats-tx1-jetpack3.log", rails(VDD_IN=3040, VDD_CPU=230, VDD_GPU=77), rails(VDD_IN=11790, VDD_CPU=640, VDD_GPU=6900))
tegrastats("tegrastats-tx2-jetpack4.log", rails(VDD_SYS_GPU=153, VDD_SYS_SOC=460, VDD_4V0_WIFI=19, VDD_IN=3208, VDD_SYS_CPU=306, VDD_SYS_DDR=575),
           rails(VDD_SYS_GPU=6153, VDD_SYS_SOC=1060, VDD_4V0_WIFI=19, VDD_IN=13208, VDD_SYS_CPU=906, VDD_SYS_DDR=1575))
tegrastats("tegrastats-xavier-nx-jetpack4.log", rails(VDD_IN=2949, VDD_CPU_GPU_CV=410, VDD_SOC=902), rails(VDD_IN=14020, VDD_CPU_GPU_CV=9230, VDD_SOC=2110))
tegrastats("tegrastats-agx-xavier-jetpack5.log", rails(GPU=310, CPU=929, SOC=1239, CV=0, VDDRQ=464, SYS5V=1848),
           rails(GPU=13930, CPU=1546, SOC=3250, CV=154, VDDRQ=2010, SYS5V=3240), "05-06-2023 23:59", "mW")
tegrastats("tegrastats-orin-nano-jetpack6.log", rails(VDD_IN=4420, VDD_CPU_GPU_CV=480, VDD_SOC=1320), rails(VDD_IN=12840, VDD_CPU_GPU_CV=6210, VDD_SOC=2730),
           "11-30-2024 08:15", "mW")
tegrastats("tegrastats-agx-orin-jetpack5.log", rails(VDD_GPU_SOC=2790, VDD_CPU_CV=398, VIN_SYS_5V0=2417, VDDQ_VDD2_1V8AO=302),
           rails(VDD_GPU_SOC=21560, VDD_CPU_CV=1593, VIN_SYS_5V0=6229, VDDQ_VDD2_1V8AO=1811), "03-12-2023 14:02", "mW")
tegrastats("tegrastats-thor-jetpack7.log", rails(VDD_GPU=4360, VDD_CPU_SOC_MSS=7130, VIN_SYS_5V0=5020, VIN=24480),
           rails(VDD_GPU=48150, VDD_CPU_SOC_MSS=12680, VIN_SYS_5V0=8030, VIN=86900), "10-02-2025 09:30", "mW")
tegrastats("tegrastats-own-board.log", rails(VDD_MAIN=2000, VDD_AUX=300), rails(VDD_MAIN=9000, VDD_AUX=700))
tegrastats("tegrastats-system-inputs.log", rails(SYS_VIN_HV=5000, SYS_VIN_MV=1100, VDD_CORE_A=900), rails(SYS_VIN_HV=21000, SYS_VIN_MV=3100, VDD_CORE_A=9000))

write("jtop-agx-orin.csv", """time,uptime,CPU1,CPU2,RAM,EMC,GPU,NVENC,Fan pwmfan0,Temp CPU,Temp GPU,Power VDD_CPU_CV,Power VDD_GPU_SOC,Power VIN_SYS_5V0,Power TOT,jetson_clocks,nvp model
2024-05-02 23:59:59.345678,3:02:01,12,4,0.2,0.1,0,OFF,30,45.5,44.0,812,2370,2418,5600,False,MAXN
2024-05-03 00:00:00.345678,3:02:02,12,4,0.2,0.1,0,OFF,30,45.5,44.0,812,2370,2418,5600,False,MAXN
2024-05-03 00:00:01.345678,3:02:03,55,4,0.2,0.1,98,OFF,30,47.5,52.0,1624,19400,5876,26900,False,MAXN
""")
write("jtop-nano.csv", """time,uptime,CPU1,GPU,fan,Temp CPU,power cur,power avg
2021-05-02 10:11:12.100000,"1 day, 3:02:01",12,0,0,41,2512,2400
2021-05-02 10:11:12.600000,"1 day, 3:02:02",12,0,0,41,2512,2431
2021-05-02 10:11:13.100000,"1 day, 3:02:02",12,99,0,41,8890,2799
""")

HWMON = """{stamp}
/sys/class/hwmon/hwmon{n}/curr1_input:{a}
/sys/class/hwmon/hwmon{n}/curr2_input:{b}
/sys/class/hwmon/hwmon{n}/curr3_input:{c}
/sys/class/hwmon/hwmon{n}/in1_input:{v}
/sys/class/hwmon/hwmon{n}/in1_label:{names[0]}
/sys/class/hwmon/hwmon{n}/in2_input:{v}
/sys/class/hwmon/hwmon{n}/in2_label:{names[1]}
/sys/class/hwmon/hwmon{n}/in3_input:{v}
/sys/class/hwmon/hwmon{n}/in3_label:{names[2]}
/sys/class/hwmon/hwmon{n}/in4_input:2
/sys/class/hwmon/hwmon{n}/in5_input:1
/sys/class/hwmon/hwmon{n}/in6_input:1
/sys/class/hwmon/hwmon{n}/in7_input:4
/sys/class/hwmon/hwmon{n}/in7_label:sum of shunt voltages
"""
ORIN_NX = ["VDD_IN", "VDD_CPU_GPU_CV", "VDD_SOC"]
write("hwmon-orin-nx-jetpack6.log", "".join(HWMON.format(stamp=1714640000.25 + i / 2, n=4, a=a, b=160, c=280, v=5000, names=ORIN_NX)
                                            for i, a in enumerate([884, 884, 3120])))
AGX_ORIN = ["VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0"]
write("hwmon-agx-orin-jetpack5.log", "".join(HWMON.format(stamp=1714640000 + i, n=3, a=a, b=100, c=200, v=10000, names=AGX_ORIN)
                                             for i, a in enumerate([300, 300, 2400])))

IIO = "/sys/bus/i2c/drivers/ina3221x/{chip}/rail_name_{i}:{name}\n/sys/bus/i2c/drivers/ina3221x/{chip}/in_power{i}_input:{mw}\n"
XAVIER = ["GPU", "CPU", "SOC", "CV", "VDDRQ", "SYS5V"]
write("sysfs-agx-xavier-jetpack4.log", "".join(
    "".join(IIO.format(chip=f"1-004{k // 3}/iio:device{k // 3}", i=k % 3, name=XAVIER[k], mw=mw) for k, mw in enumerate(powers))
    for powers in ([312, 520, 1250, 0, 420, 1740], [312, 520, 1250, 0, 420, 1740], [11400, 830, 3100, 0, 1930, 3050])))

write("pmic-read-adc-pi5.log", "".join(f"""     3V7_WL_SW_A current(0)=0.09000000A
       3V3_SYS_A current(1)=0.05000000A
       1V8_SYS_A current(2)=0.20000000A
      DDR_VDD2_A current(3)=0.02000000A
      VDD_CORE_A current(7)={amps:.8f}A
     3V7_WL_SW_V volt(8)=3.70000000V
       3V3_SYS_V volt(9)=3.30000000V
       1V8_SYS_V volt(10)=1.80000000V
      DDR_VDD2_V volt(11)=1.10000000V
      VDD_CORE_V volt(15)=0.80000000V
         EXT5V_V volt(24)=5.14000000V
          BATT_V volt(25)=0.00000000V
""" for amps in (0.5, 0.5, 4.0)))

write("nvidia-smi-one-gpu.csv", """timestamp, name, power.draw [W], power.limit [W], utilization.gpu [%], temperature.gpu
2025/02/28 23:59:59.500, NVIDIA RTX A2000, 9.41 W, 70.00 W, 0 %, 34
2025/03/01 00:00:00.500, NVIDIA RTX A2000, 9.41 W, 70.00 W, 0 %, 34
2025/03/01 00:00:01.500, NVIDIA RTX A2000, 64.20 W, 70.00 W, 99 %, 41
""")
write("nvidia-smi-instant.csv", """timestamp, power.draw.average [W], power.draw.instant [W], enforced.power.limit [W]
2025/02/28 10:00:00.000, 31.10, 30.20, 450.00
2025/02/28 10:00:00.100, [N/A], 30.20, 450.00
2025/02/28 10:00:00.200, 60.00, 412.50, 450.00
""")
write("nvidia-smi-two-gpus.csv", """timestamp, index, power.draw [W]
2025/02/28 10:00:00.000, 0, 21.00 W
2025/02/28 10:00:00.003, 1, 18.00 W
2025/02/28 10:00:01.000, 0, 21.00 W
2025/02/28 10:00:01.003, 1, 18.00 W
2025/02/28 10:00:02.000, 0, 231.00 W
2025/02/28 10:00:02.003, 1, 19.00 W
""")
write("nvidia-smi-two-gpus-unnamed.csv", """timestamp, power.draw [W]
2025/02/28 10:00:00.000, 21.00 W
2025/02/28 10:00:00.003, 18.00 W
2025/02/28 10:00:01.000, 21.00 W
2025/02/28 10:00:01.003, 18.00 W
2025/02/28 10:00:02.000, 231.00 W
2025/02/28 10:00:02.003, 19.00 W
""")
write("nvidia-smi-noheader.csv", """2025/02/28 10:00:00.000, 9.41 W, 34
2025/02/28 10:00:01.000, 9.41 W, 34
2025/02/28 10:00:02.000, 64.20 W, 41
""")
SMI_BLOCK = """
==============NVSMI LOG==============

Timestamp                                 : Tue Feb 28 10:00:0{i} 2023
Driver Version                            : 535.104.05
CUDA Version                              : 12.2

Attached GPUs                             : {n}
"""
SMI_GPU = """GPU 00000000:0{bus}:00.0
    GPU Power Readings
        Power Draw                        : {w:.2f} W
        Current Power Limit               : 350.00 W
        Default Power Limit               : 350.00 W
        Min Power Limit                   : 100.00 W
    Power Samples
        Duration                          : 2.35 sec
        Number of Samples                 : 119
        Max                               : 222.00 W
        Min                               : 26.80 W
        Avg                               : 77.90 W
    Module Power Readings
        Power Draw                        : N/A
"""
write("nvidia-smi-q.log", "".join(SMI_BLOCK.format(i=i, n=1) + SMI_GPU.format(bus=1, w=w) for i, w in enumerate([27.3, 27.3, 199.9])))
write("nvidia-smi-q-two-gpus.log", "".join(SMI_BLOCK.format(i=i, n=2) + SMI_GPU.format(bus=1, w=w) + SMI_GPU.format(bus=4, w=15.5)
                                           for i, w in enumerate([27.3, 27.3, 199.9])))
write("nvidia-smi-dmon.log", """#Date       Time        gpu    pwr  gtemp  mtemp     sm    mem   mclk   pclk
#YYYYMMDD   HH:MM:SS    Idx      W      C      C      %      %    MHz    MHz
 20250228   23:59:58      0     24     35      -      0      0    405    210
 20250228   23:59:59      0     24     35      -      0      0    405    210
#Date       Time        gpu    pwr  gtemp  mtemp     sm    mem   mclk   pclk
#YYYYMMDD   HH:MM:SS    Idx      W      C      C      %      %    MHz    MHz
 20250301   00:00:00      0    131     36      -     99     40   7001   1890
""")

write("powerjoular.csv", """Date,CPU Utilization,Total Power,CPU Power,GPU Power
2025-02-28 10:00:00,0.021,14.2,12.1,2.1
2025-02-28 10:00:01,0.021,14.2,12.1,2.1
2025-02-28 10:00:02,0.633,58.8,21.4,37.4
""")
write("turbostat.log", """turbostat version 2023.03.17 - Len Brown <lenb@kernel.org>
CPUID(0): GenuineIntel 0x16 CPUID levels
Core\tCPU\tAvg_MHz\tBusy%\tPkgTmp\tPkgWatt\tCorWatt\tGFXWatt\tRAMWatt
-\t-\t112\t4.00\t45\t6.40\t2.10\t0.20\t1.10
0\t0\t112\t4.00\t45\t6.40\t2.10\t0.20\t1.10
0\t4\t110\t4.00
Core\tCPU\tAvg_MHz\tBusy%\tPkgTmp\tPkgWatt\tCorWatt\tGFXWatt\tRAMWatt
-\t-\t112\t4.00\t45\t6.40\t2.10\t0.20\t1.10
0\t0\t112\t4.00\t45\t6.40\t2.10\t0.20\t1.10
0\t4\t110\t4.00
Core\tCPU\tAvg_MHz\tBusy%\tPkgTmp\tPkgWatt\tCorWatt\tGFXWatt\tRAMWatt
-\t-\t2800\t99.0\t75\t41.00\t33.50\t0.20\t3.20
0\t0\t2800\t99.0\t75\t41.00\t33.50\t0.20\t3.20
0\t4\t2800\t99.0
""")
write("s-tui.csv", """Time,Util:Avg,Util:Core 0,Frequency:Avg,Frequency:Core 0,Temp:Package id 0,"Power:package-0,0","Power:core,0","Power:dram,0"
2025-02-28_10:00:00,3.1,2,800,800,45,6.4,2.1,1.1
2025-02-28_10:00:02,3.1,2,800,800,45,6.4,2.1,1.1
2025-02-28_10:00:04,93.1,92,3800,3800,65,41.0,33.5,3.2
""")
write("power-gadget.csv", """System Time,RDTSC,Elapsed Time (sec),CPU Utilization(%),Processor Power_0(Watt),Cumulative Processor Energy_0(Joules),IA Power_0(Watt),Package Temperature_0(C),DRAM Power_0(Watt),GT Power_0(Watt),Package PL1_0(Watt)
10:00:00:123,5123123,0.100,3,6.4,0.6,2.1,45,1.1,0.2,45
10:00:00:223,5123223,0.200,3,6.4,1.2,2.1,45,1.1,0.2,45
10:00:00:323,5123323,0.300,93,41.0,5.3,33.5,65,3.2,0.2,45

Total Elapsed Time (sec) = 0.3
Measured RDTSC Frequency (GHz) = 2.4

Cumulative Processor Energy_0 (Joules) = 5.3
""")
write("hailo-loop.log", "".join(f"{1740736800.2 + i:.1f}\nCurrent power consumption (W): {watts}\n" for i, watts in enumerate([1.12, 1.12, 3.47])))
SUMMARY = """Measuring power consumption over 1 seconds:
Total samples: 4
Max value (W): {max}
Min value (W): {min}
Average value (W): {mean}
Average time per sample (ms): 281.6
"""
write("hailo-summaries.log", "".join(SUMMARY.format(max=m + 0.5, min=m - 0.4, mean=m) for m in (1.2, 1.2, 3.5)))
write("hailo-summary.log", SUMMARY.format(max=3.5, min=1.1, mean=1.2))
write("serial-ina219.log", "".join(f"""10:00:0{i}.100 -> Bus Voltage:   5.10 V
10:00:0{i}.101 -> Shunt Voltage: 3.10 mV
10:00:0{i}.102 -> Load Voltage:  5.11 V
10:00:0{i}.103 -> Current:       {ma:.2f} mA
10:00:0{i}.104 -> Power:         {ma * 5.1:.2f} mW
""" for i, ma in enumerate([310, 310, 1450])))
write("lm-sensors.log", "".join(f"""amdgpu-pci-0300
Adapter: PCI adapter
vddgfx:      +0.78 V
fan1:           0 RPM  (min =    0 RPM, max = 3300 RPM)
edge:         +40.0\u00b0C  (crit = +100.0\u00b0C, hyst = -273.1\u00b0C)
PPT:          {watts:.2f} W  (cap = 200.00 W)

""" for watts in (12, 12, 152)))
write("powermetrics.log", "".join(f"""CPU Power: {cpu} mW
GPU Power: {gpu} mW
ANE Power: 0 mW
Combined Power (CPU + GPU + ANE): {cpu + gpu} mW
""" for cpu, gpu in ((310, 21), (310, 21), (2500, 6100))))
write("fnirsi-app.csv", """Time(s),Voltage(V),Current(A),D+(V),D-(V),Power(W)
00:00:00:000,5.11,0.30,2.70,2.70,1.533
00:00:00:100,5.11,0.30,2.70,2.70,1.533
00:00:00:200,5.05,1.40,2.70,2.70,7.070
""")
write("fnirsi-logger.txt", """timestamp sample_in_packet voltage_V current_A dp_V dn_V temp_C_ema energy_Ws capacity_As
1740736800.000 0 5.11000 0.30000 2.7 2.7 31.0 0.01 0.02
1740736800.010 1 5.11000 0.30000 2.7 2.7 31.0 0.02 0.03
1740736800.020 2 5.05000 1.40000 2.7 2.7 31.0 0.09 0.05
""")
write("otii-arc.csv", """Timestamp (s),Main current - Arc (A),Main voltage - Arc (V)
0.0,0.021,3.30
0.001,0.021,3.30
0.002,0.310,3.28
""")
write("otii-two-channels.csv", """Timestamp (s),Main Current - DUT (A),Main Voltage - DUT (V),ADC Current - DUT (A),ADC Voltage - DUT (V)
0.0,0.021,3.30,0.1,1.8
0.001,0.021,3.30,0.1,1.8
0.002,0.310,3.28,0.1,1.8
""")
write("joulescope-statistics.csv", """#time,current_mean,current_std,current_min,current_max,voltage_mean,voltage_std,voltage_min,voltage_max,power_mean,power_std,power_min,power_max,charge,energy
0.5,0.30,0.01,0.29,0.31,5.1,0.01,5.0,5.2,1.53,0.05,1.4,1.6,0.15,0.765
1.0,0.30,0.01,0.29,0.31,5.1,0.01,5.0,5.2,1.53,0.05,1.4,1.6,0.30,1.530
1.5,1.40,0.30,0.30,2.10,5.0,0.01,4.9,5.1,7.00,1.50,1.5,9.9,1.00,5.030
""")
write("total-and-parts.csv", "time_s,soc_power_w,gpu_power_w,total_power_w\n0,1,0.5,3.5\n0.1,1,0.5,3.5\n0.2,2,4.5,9\n")
write("mean-and-spread.csv", "t (ms);P avg (mW);P std (mW);P min (mW);P max (mW)\n0;1800;40;1700;1900\n50;1800;40;1700;1900\n100;5200;400;1900;6400\n")
write("bus-behind-shunt.csv", "time_s,shunt_voltage_mv,bus_voltage_v,current_ma\n0,3.1,12.02,310\n1,3.1,12.02,310\n2,15.5,11.95,1550\n")
write("draw-and-cap.csv", "time_s,power_cap_w,package_power_w\n0,65,8.5\n1,65,8.5\n2,65,61.5\n")
write("present-and-running-mean.csv", "time_s,instant_power_w,running_avg_power_w\n0,2.5,2.5\n1,2.5,2.5\n2,8.5,4.5\n")
write("input-and-output.csv", "time_s,input_power_w,output_power_w\n0,2.5,2.1\n1,2.5,2.1\n2,8.5,7.4\n")
write("power-and-part.csv", "time_s,power_w,npu_power_w\n0,2.5,0.1\n1,2.5,0.1\n2,8.5,4.4\n")
write("two-units.csv", "time_s,power_w,power_mw\n0,2.5,2500\n1,2.5,2500\n2,8.5,8500\n")
write("extremes-only.csv", "time_s,power_min_w,power_max_w\n0,2.5,2.7\n1,2.5,2.7\n2,8.5,8.7\n")
write("limit-only.csv", "time_s,power_limit_w\n0,25\n1,25\n2,25\n")
write("energy-counter.csv", "time_s,energy_mwh\n0,1\n1,2\n2,4\n")
write("percent.csv", "time_s,gpu_power_percent,power_w\n0,4,2.5\n1,4,2.5\n2,93,8.5\n")
write("long-table.csv", "time_s,rail,power_mw\n" + "".join(f"{t},{rail},{mw}\n" for t, row in enumerate([(2400, 500, 400)] * 2 + [(9100, 5600, 900)])
                                                            for rail, mw in zip(("VDD_IN", "VDD_CPU_GPU_CV", "VDD_SOC"), row)))
write("comma-decimals.csv", "sep=;\r\nZeit [s];Leistung [W]\r\n0,0;2,5\r\n0,5;2,5\r\n1,0;8,5\r\n")
write("utf16-little.csv", codecs.BOM_UTF16_LE.decode("utf-16-le") + "time_s\tpower_w\r\n0\t2.5\r\n1\t2.5\r\n2\t8.5\r\n", "utf-16-le")
write("utf16-big.csv", codecs.BOM_UTF16_BE.decode("utf-16-be") + "time_s\tpower_w\r\n0\t2.5\r\n1\t2.5\r\n2\t8.5\r\n", "utf-16-be")
write("lines-above.csv", "# device: bench supply 7\n# operator, lab: 3\n\nstarted 2025-02-28\nSerial No.;4711\ntime;power\n[ms];[mW]\n0;2500\n100;2500\n200;8500\n")
write("missing-values.csv", "time_s,power_w\n0,2.5\n1,N/A\n2,-\n3,2.5\n4,nan\n5,8.5\n")
write("no-unit.csv", "time_s,power\n0,2.5\n1,2.5\n2,8.5\n")
write("recording.jls", "jlsfmt\r\n \n\x1a  \n")
with zipfile.ZipFile(HERE / "recording.ppk2", "w") as archive:
    for member, content in (("session.raw", b"\0" * 32), ("minimap.raw", b"{}"), ("metadata.json", b"{}")):
        archive.writestr(zipfile.ZipInfo(member, (2025, 1, 1, 0, 0, 0)), content)
